import { expect, test } from 'vitest'
import { buildArguments, metadataArguments, rustTriple } from './arguments.ts'
import type { CrateTarget } from './metadata.ts'

const input = { crate: '/app/probe', features: [] }
const crate: CrateTarget = {
  kind: 'bin',
  name: 'probe',
  folder: '/app/probe',
  source: '/app/probe/src/main.rs',
  workspaceRoot: '/app',
  targetDirectory: '/app/target/bpf-linker',
}
const settings = { target: 'bpfeb', linker: '/opt/bpf "linker"', version: '1.2.3' } as const

test('what cargo is told, and what only the last rustc is', () => {
  const args = buildArguments(input, crate, { ...settings, stripPathPrefix: '/app' })
  const split = args.indexOf('--')
  expect(args.slice(0, split).join(' ')).toMatchInlineSnapshot(
    `"rustc --release --bin probe --target bpfeb-unknown-none -Z build-std=core --message-format json --color never --target-dir /app/target/bpf-linker --config target.bpfeb-unknown-none.linker="/opt/bpf \\"linker\\"" --config profile.release.debug=2 -Z trim-paths --config profile.release.trim-paths="object""`,
  )
  expect(args.slice(split).join(' ')).toMatchInlineSnapshot(
    `"-- -C link-arg=-r -C link-arg=--disable-memory-builtins -C metadata=bpf-linker-1.2.3 --remap-path-prefix /app=."`,
  )
})

test.each([
  ['/link/probe', '/link', '/app/probe', '/app=.'],
  ['/link/sub/probe', '/link/sub', '/app/sub/probe', '/app/sub=.'],
  ['/app/probe', '/app', '/elsewhere/crate', '/elsewhere/crate=./probe'],
  ['/app/crates/probe', '/app', '/elsewhere/probe', '/elsewhere=./crates'],
])('%s, of %s, is really %s', (given, stripPathPrefix, folder, remap) => {
  const args = buildArguments({ ...input, crate: given }, { ...crate, folder }, { ...settings, stripPathPrefix })
  expect(args.slice(-2)).toEqual(['--remap-path-prefix', remap])
})

test('whole paths, a library, features, a tool chain', () => {
  const args = buildArguments(
    { ...input, features: ['a', 'b'], toolchain: 'nightly' },
    { ...crate, kind: 'cdylib' },
    settings,
  )
  expect(args.slice(0, 6)).toEqual(['+nightly', 'rustc', '--release', '--lib', '--features', 'a,b'])
  expect(args.join(' ')).not.toMatch(/trim-paths|remap/)
  expect(metadataArguments({ ...input, toolchain: 'nightly' })[0]).toBe('+nightly')
})

test('no Rust flags are set, which would switch off those of the user', () => {
  expect(buildArguments(input, crate, settings).join(' ')).not.toContain('rustflags')
})

test('the byte order', () => {
  expect([rustTriple('bpfel'), rustTriple('bpfeb')]).toEqual(['bpfel-unknown-none', 'bpfeb-unknown-none'])
})
