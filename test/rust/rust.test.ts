/** Every program of `programs/`, built by rustc with our native executable as its linker. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nativePath } from '../../src/link/native.ts'
import { loadObject, whyNoLoading } from '../corpus/load.ts'
import { buildProgram, fileCheck, parseProgram, programFolder, showProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-rust-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const noLoading = whyNoLoading()

describe('rustc with our linker', () => {
  const files = readdirSync(programFolder).filter((name) => name.endsWith('.rs'))

  it.each(files)('%s', async (file) => {
    const program = parseProgram(join(programFolder, file))
    const own = join(folder, basename(file, '.rs'))
    const built = buildProgram(program, nativePath(), own)
    for (const text of program.once) expect(built.messages.split(text), built.messages).toHaveLength(2)
    for (const text of [...program.never, '<unknown>']) expect(built.messages).not.toContain(text)
    if (program.errors.length > 0) {
      expect(built.ok, built.messages).toBe(false)
      for (const text of program.errors) expect(built.messages).toContain(text)
      return
    }
    expect(built.ok, built.messages).toBe(true)
    for (const text of program.warnings) expect(built.messages).toContain(text)
    if (program.show !== undefined)
      expect(fileCheck(program, showProgram(program.show, built.output), own)).toBe(undefined)
    if (program.loads && noLoading === undefined) expect(await loadObject(built.output)).toEqual({ loaded: true })
  })

  it.skipIf(noLoading !== undefined)(`objects load${noLoading ? ` (skipped: ${noLoading})` : ''}`, () => {
    expect(files.filter((file) => parseProgram(join(programFolder, file)).loads).length).toBeGreaterThan(9)
  })
})
