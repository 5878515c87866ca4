import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { isTemporaryName, removeFiles, writeFilesWhole, writeFileWhole } from './write_file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-write-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (...names: string[]) => path.join(folder, ...names)

function failure(run: () => void): BpfLinkerError {
  try {
    run()
  } catch (error) {
    if (error instanceof BpfLinkerError) return error
    throw error
  }
  throw new Error('it did not fail')
}

test('writes whole files into folders that it makes, and nothing else', () => {
  writeFileWhole(at('a/b/x.o'), Uint8Array.from([1, 2]))
  writeFileWhole(at('a/b/x.o'), Uint8Array.from([3]))
  expect([...readFileSync(at('a/b/x.o'))]).toEqual([3])
  expect(readdirSync(at('a/b'))).toEqual(['x.o'])
})

test('a folder in the way is named, and no temporary file stays', () => {
  mkdirSync(at('c/x.o'), { recursive: true })
  const error = failure(() => writeFileWhole(at('c/x.o'), 'x'))
  expect([error.code, error.file, error.hint]).toEqual([
    'OUTPUT_NOT_WRITABLE',
    at('c/x.o'),
    expect.stringContaining('folder of that name'),
  ])
  expect(readdirSync(at('c'))).toEqual(['x.o'])
})

test('of several files none is replaced when one cannot be', () => {
  writeFileWhole(at('d/x.o'), 'old')
  mkdirSync(at('d/x.s'))
  const files = [
    { file: at('d/x.o'), bytes: 'new' },
    { file: at('d/x.s'), bytes: 'new' },
  ]
  expect(failure(() => writeFilesWhole(files)).file).toBe(at('d/x.s'))
  expect(readFileSync(at('d/x.o'), 'utf8')).toBe('old')
  expect(readdirSync(at('d')).sort()).toEqual(['x.o', 'x.s'])
})

test('a folder that cannot be made is told', () => {
  symlinkSync(at('nowhere'), at('link'))
  expect(failure(() => writeFileWhole(at('link/x.o'), 'x')).hint).toContain('cannot be made there')
})

test('a file where a folder is needed is told', () => {
  writeFileSync(at('file'), '')
  expect(failure(() => writeFileWhole(at('file/x.o'), 'x')).hint).toContain('where a folder is needed')
})

test.skipIf(process.getuid?.() === 0)('no permission is told', () => {
  mkdirSync(at('locked'))
  chmodSync(at('locked'), 0o500)
  expect(failure(() => writeFileWhole(at('locked/x.o'), 'x')).hint).toContain('may not write there')
})

test('removing what is not there is no failure', () => {
  writeFileSync(at('gone'), '')
  removeFiles([at('gone'), at('never')])
  expect(existsSync(at('gone'))).toBe(false)
})

test('its temporary names are known', () => {
  expect([isTemporaryName('.x.bpf.o.123-0.tmp'), isTemporaryName('x.bpf.o'), isTemporaryName('.x.tmp')]).toEqual([
    true,
    false,
    false,
  ])
})
