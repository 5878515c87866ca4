/** Every program of `programs/`, built by rustc with our native executable as its linker. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nativePath } from '../../src/link/native.ts'
import { loadObject, whyNoLoading } from '../corpus/load.ts'
import { buildProgram, judgeProgram, parseProgram, programFolder } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-rust-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const noLoading = whyNoLoading()

describe('rustc with our linker', () => {
  const files = readdirSync(programFolder).filter((name) => name.endsWith('.rs'))

  it.each(files)('%s', async (file) => {
    const program = parseProgram(join(programFolder, file))
    const own = join(folder, basename(file, '.rs'))
    const built = buildProgram(program, nativePath(), own)
    expect(await judgeProgram(program, built, own, noLoading === undefined ? loadObject : undefined)).toEqual([])
  })

  it.skipIf(noLoading !== undefined)(`objects load${noLoading ? ` (skipped: ${noLoading})` : ''}`, () => {
    expect(files.filter((file) => parseProgram(join(programFolder, file)).loads).length).toBeGreaterThan(9)
  })
})
