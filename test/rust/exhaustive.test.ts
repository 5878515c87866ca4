/** Every program of `programs/`: the lazy merge makes what parsing and moving everything makes. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nativePath } from '../../src/link/native.ts'
import { exhaustivePath, objectDifferences, textDifferences } from '../support/exhaustive.ts'
import { buildProgram, parseProgram, programFolder } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-rust-exhaustive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the lazy merge beside the exhaustive one', () => {
  it.each(readdirSync(programFolder).filter((name) => name.endsWith('.rs')))('%s', (file) => {
    const program = parseProgram(join(programFolder, file))
    const own = join(folder, basename(file, '.rs'))
    const lazy = buildProgram(program, nativePath(), join(own, 'lazy'))
    const exhaustive = buildProgram(program, exhaustivePath(), join(own, 'exhaustive'))
    expect(exhaustive.ok, exhaustive.messages).toBe(lazy.ok)
    if (!lazy.ok) return
    const differences = program.show === 'output' ? textDifferences : objectDifferences
    expect(differences(lazy.output, exhaustive.output)).toEqual([])
  })
})
