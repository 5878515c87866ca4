/** The lazy merge beside the exhaustive one on the kernel's selftests, as clang writes them before and after optimising. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nativePath } from '../../src/link/native.ts'
import { exhaustivePath, objectDifferences } from '../support/exhaustive.ts'
import { corpusCases, kernelSources } from './kernel_sources.ts'
import { clangBitcode } from './reference.ts'
import { refused } from './refused.ts'

/** What a link that failed said; empty for one that did not. */
function complaint(linker: string, args: string[]): string {
  const { status, stderr } = spawnSync(linker, args, { encoding: 'utf8' })
  return status === 0 ? '' : stderr
}

export function exhaustiveSuite(step: number, first = 0): void {
  const sources = kernelSources()
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-exhaustive-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  describe.each(['unoptimised', 'optimised'] as const)('the lazy merge beside the exhaustive one, %s', (stage) => {
    it.concurrent.each(corpusCases(sources, step, first))('$name', async ({ inputs, name }) => {
      const own = join(folder, stage, name.replaceAll(/\W+/g, '_'))
      mkdirSync(own, { recursive: true })
      const modules = await clangBitcode(inputs, stage, sources, own)
      if (modules === undefined) {
        expect(refused).toHaveProperty([name])
        return
      }
      const args = ['--btf', '--cpu', 'v3', ...modules, '-o']
      const [lazy, exhaustive] = [join(own, 'lazy.o'), join(own, 'exhaustive.o')]
      expect(complaint(nativePath(), [...args, lazy])).toBe('')
      expect(complaint(exhaustivePath(), [...args, exhaustive])).toBe('')
      expect(objectDifferences(lazy, exhaustive)).toEqual([])
    })
  })
}
