import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { requireAddon } from './in_process.ts'
import { thisAddon, thisPlatform } from './machine.ts'
import { findNative, nativePath } from './native.ts'
import { nativeMissing, type Situation } from './native_missing.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-native-'))
const outer = process.env.BPF_LINKER_NATIVE_PATH
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => {
  if (outer === undefined) delete process.env.BPF_LINKER_NATIVE_PATH
  else process.env.BPF_LINKER_NATIVE_PATH = outer
})

describe('BPF_LINKER_NATIVE_PATH', () => {
  test('names a folder, or a file in it', () => {
    const part = path.join(folder, 'part')
    mkdirSync(part)
    writeFileSync(path.join(part, 'bpf-linker'), '')
    writeFileSync(path.join(part, 'other'), '')
    process.env.BPF_LINKER_NATIVE_PATH = part
    expect(findNative()).toEqual({
      executable: path.join(part, 'bpf-linker'),
      headerDirectory: path.join(part, 'include'),
      addon: undefined,
      overridden: true,
    })
    writeFileSync(path.join(part, 'bpf-linker.node'), '')
    process.env.BPF_LINKER_NATIVE_PATH = path.join(part, 'other')
    expect(nativePath()).toBe(path.join(part, 'other'))
  })

  test.each([
    ['absent', 'there is no such file or folder'],
    ['empty', 'the folder has no file bpf-linker'],
  ])('that is wrong (%s) is an error, not a fall-back', (name, problem) => {
    mkdirSync(path.join(folder, 'empty'), { recursive: true })
    process.env.BPF_LINKER_NATIVE_PATH = path.join(folder, name)
    let error: unknown
    try {
      findNative()
    } catch (e) {
      error = e
    }
    if (!(error instanceof BpfLinkerError)) throw new Error('it did not fail')
    expect(error.code).toBe('NATIVE_MISSING')
    expect(error.message.split('\n').slice(1)).toEqual([
      `  - BPF_LINKER_NATIVE_PATH=${path.join(folder, name)}: ${problem}`,
    ])
    expect(error.hint).toContain('unset, the installed one is used')
  })
})

test('this platform is named as its packages are', () => {
  expect(thisPlatform()).toBe(`${process.platform}-${process.arch}`)
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  const libc = header.glibcVersionRuntime === undefined ? 'musl' : 'gnu'
  const suffix = process.platform === 'linux' ? `-${libc}` : ''
  expect(thisAddon()).toBe(`in-process-${thisPlatform()}${suffix}`)
})

describe("a process with 'isolate: false', where the addon is not installed", () => {
  const message = `'isolate: false' runs jobs by the addon of @bpf-linker/${thisAddon()}, which is not there`
  test('says which package it is in', () => {
    const part = { executable: '/x', headerDirectory: '/x', addon: undefined, overridden: false }
    expect(() => requireAddon(part)).toThrow(message)
    expect(requireAddon({ ...part, addon: '/x.node' })).toBe('/x.node')
  })
})

describe('NATIVE_MISSING has only the remedies that fit', () => {
  const situation: Situation = {
    version: '1.2.3',
    platform: 'linux-x64',
    attempts: [{ place: '@bpf-linker/linux-x64', problem: 'not installed' }],
    override: undefined,
    sourceRoot: undefined,
    published: ['linux-x64', 'linux-arm64'],
    installed: [],
    packageManager: 'npm',
  }
  const hint = (more: Partial<Situation>) => nativeMissing({ ...situation, ...more }).hint

  test('every attempt is listed', () => {
    const error = nativeMissing({
      ...situation,
      attempts: [...situation.attempts, { place: '/b', problem: 'not built' }],
    })
    expect(error.message).toBe(
      'bpf-linker 1.2.3 found no native part for linux-x64; looked for:\n' +
        '  - @bpf-linker/linux-x64: not installed\n  - /b: not built',
    )
  })

  test('left out', () => {
    expect(hint({})).toMatchInlineSnapshot(`
      "install with optional dependencies; they were left out (--omit=optional, --no-optional), or the lock file was made on another platform:
        npm install --include=optional
      or name it: npm install --save-optional @bpf-linker/linux-x64@1.2.3"
    `)
  })

  test("another platform's node_modules", () => {
    expect(hint({ installed: ['darwin-arm64'], packageManager: 'pnpm' })).toMatchInlineSnapshot(`
      "install on the machine that runs it; node_modules is of another platform (it has @bpf-linker/darwin-arm64), as when it is copied into a container or shared between Windows and WSL:
        rm -rf node_modules && pnpm install
      or let pnpm install for both: list them under supportedArchitectures"
    `)
  })

  test('a platform without a package', () => {
    expect(hint({ platform: 'win32-x64' })).toMatchInlineSnapshot(`
      "this version exists for: linux-x64, linux-arm64
      run the build in a container, in WSL 2 or in CI, on Linux (FROM node:22-bookworm-slim)"
    `)
    expect(hint({ platform: 'darwin-arm64' })).toMatchInlineSnapshot(`
      "this version exists for: linux-x64, linux-arm64
      run the build in a container, in WSL 2 or in CI, on Linux (FROM node:22-bookworm-slim)
      or build @bpf-linker/darwin-arm64 from the source, which was not tried on a Mac yet: docs/releasing.md there"
    `)
    expect(hint({ platform: 'linux-riscv64' })).toBe('this version exists for: linux-x64, linux-arm64')
  })

  test('a checkout', () => {
    expect(hint({ sourceRoot: '/src', published: [] })).toBe(
      'build it (Debian 12, LLVM 22.1): cd /src && node scripts/setup.mjs',
    )
    expect(hint({ sourceRoot: '/src', published: [], platform: 'darwin-x64' })).toBe(
      `build it (Homebrew's LLVM 23, not tried yet): /src/docs/releasing.md, 'macOS and Windows', has the lines`,
    )
  })
})
