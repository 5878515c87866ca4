/** Codecs of random types against clang, in both byte orders, and against gcc: 10,000 values. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { compareDataSections, compareNative, type Outcome } from '../codecs/suite.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-codecs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('read and write what C does', async () => {
  let seed = 100
  const all: Outcome[] = []
  const cases = () => all.reduce((sum, outcome) => sum + outcome.cases, 0)
  for (; cases() < 10_000; seed++) all.push(await compareDataSections(folder, seed), await compareNative(folder, seed))
  expect(all.flatMap(({ problems }) => problems)).toEqual([])
  console.log(`codecs: ${cases()} values of ${(seed - 100) * 60} types`)
})
