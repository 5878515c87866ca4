/** What rustc really hands to its linker, and what the linker says about a link. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'
import { type BuiltProgram, buildProgram, parseProgram, programFolder } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-rust-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string) => join(folder, name)

/** Between rustc and ours: writes its arguments down, and keeps rustc's own files, which rustc removes. */
const kept = at('kept')
const recorder = at('recorder.sh')
let built: BuiltProgram
let given: string[]
beforeAll(() => {
  mkdirSync(kept)
  writeFileSync(
    recorder,
    `#!/bin/sh
printf '%s\\n' "$@" > '${at('arguments')}'
for each; do case "$each" in *.o|*/symbols) cp "$each" '${kept}' ;; esac; done
exec '${nativePath()}' "$@"
`,
  )
  chmodSync(recorder, 0o755)
  built = buildProgram(parseProgram(join(programFolder, 'exports_bin.rs')), recorder, folder)
  given = recordedArguments()
})

function recordedArguments(): string[] {
  return readFileSync(at('arguments'), 'utf8').trim().split('\n')
}

/** The arguments, with what differs from run to run and place to place by its kind. */
function kindsOf(lines: string[]): string[] {
  const kinds: [RegExp, string][] = [
    [/\/symbols$/, 'LIST'],
    [/symbols\.o$/, 'SYMBOLS'],
    [/\.rcgu\.o$/, 'OBJECT'],
    [/\.rlib$/, 'RLIB'],
    [/^\.?\//, 'PATH'],
  ]
  return lines.map((line) => kinds.find(([pattern]) => pattern.test(line))?.[1] ?? line)
}

/** The arguments with rustc's own files where they were kept. */
function repeatable(): string[] {
  return given.map((line) => (/(\.o|\/symbols)$/.test(line) ? join(kept, basename(line)) : line))
}

const phases = ['open', 'scan', 'resolve', 'reach', 'merge types', 'move', 'debug info', 'optimise', 'emit']

it('rustc 1.96 calls it so, and hears nothing', () => {
  expect(built).toMatchObject({ ok: true, messages: '' })
  expect(kindsOf(given)).toEqual([
    ...['--export-symbols', 'LIST', 'SYMBOLS', 'OBJECT', 'RLIB', 'RLIB', 'RLIB', '-L', 'PATH', '--cpu', 'generic'],
    ...['-L', 'PATH', '-o', 'PATH', '-O3', '--debug', '--btf'],
  ])
})

const rustup = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin', 'rustc')
const why = existsSync(rustup) ? undefined : 'no rustc of rustup is installed'

it.skipIf(why !== undefined)(`the machine's own rustc does the same${why ? ` (skipped: ${why})` : ''}`, () => {
  // Without core: rustup brings none for BPF.
  const source = at('own.rs')
  writeFileSync(
    source,
    `#![allow(internal_features)]
#![feature(no_core, lang_items)]
#![no_core]
#![no_main]
#[lang = "pointee_sized"]
pub trait PointeeSized {}
#[lang = "meta_sized"]
pub trait MetaSized: PointeeSized {}
#[lang = "sized"]
pub trait Sized: MetaSized {}
#[lang = "copy"]
pub trait Copy {}
#[no_mangle]
#[link_section = "socket"]
pub extern "C" fn prog(_ctx: *const u32) -> u32 { 7 }
`,
  )
  const env = { ...process.env, RUSTC_BOOTSTRAP: '1' }
  const flags = ['--target', 'bpfel-unknown-none', '-C', 'panic=abort', '-g', '-O', '-C', 'link-arg=--btf']
  const args = [...flags, '-C', `linker=${recorder}`, '-W', 'linker-messages', '-o', at('own.bpf'), source]
  const result = spawnSync(rustup, args, { env, encoding: 'utf8' })
  expect({ status: result.status, said: result.stderr }).toEqual({ status: 0, said: '' })
  expect(kindsOf(recordedArguments()).filter((argument) => argument !== 'RLIB')).toEqual([
    ...['--export-symbols', 'LIST', 'SYMBOLS', 'OBJECT', '-L', 'PATH', '--cpu', 'generic'],
    ...['-o', 'PATH', '-O3', '--debug', '--btf'],
  ])
  expect(execFileSync('llvm-nm-22', [at('own.bpf')], { encoding: 'utf8' })).toMatch(/ T prog\n/)
})

it.each([
  ['--log-level debug', ['--log-level', 'debug'], {}],
  ['BPF_LINKER_LOG', [], { BPF_LINKER_LOG: 'debug' }],
  ['RUST_LOG', [], { RUST_LOG: 'rustc=info,bpf_linker=debug' }],
])('%s tells where time goes', (_how, more, env) => {
  const args = [...repeatable(), ...more]
  const { stderr } = spawnSync(nativePath(), args, { env: { ...process.env, ...env }, cwd: folder, encoding: 'utf8' })
  const times = [...stderr.matchAll(/^debug: ([a-z ]+): ([\d.]+) ms$/gm)]
  expect(times.map(([, phase]) => phase).slice(0, phases.length)).toEqual(phases)
  expect(times.every(([, , milliseconds]) => Number(milliseconds) >= 0)).toBe(true)
})

it('LinkResult.timings tells the same', async () => {
  const inputs = repeatable().filter((line) => /\.(rcgu\.o|rlib)$/.test(line))
  const { timings } = await link({ inputs, cwd: folder })
  expect(timings.map(({ phase }) => phase).slice(0, phases.length)).toEqual(phases)
  expect(timings.find(({ phase }) => phase === 'emit')?.milliseconds).toBeGreaterThan(0)
})
