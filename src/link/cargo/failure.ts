/**
 * Why cargo stopped, from what it said: the tool chain's faults by the line
 * that mends them, everything else in cargo's own words. Pure.
 */
import path from 'node:path'
import { BpfLinkerError, type BpfLinkerErrorInit, type Diagnostic, type ErrorCode } from '../../errors.ts'
import type { CrateInput } from '../../settings/inputs.ts'

const INSTALL = 'rustup toolchain install nightly --component rust-src'

/** Cargo was not there to be run. */
export function cargoNotStarted(cause: NodeJS.ErrnoException, program: string): BpfLinkerError {
  const missing = cause.code === 'ENOENT'
  return new BpfLinkerError(
    'CARGO_NOT_FOUND',
    missing ? `'${program}' is not installed, or not in PATH` : `'${program}' cannot be run: ${cause.code}`,
    { hint: `install Rust from https://rustup.rs, then: ${INSTALL}`, cause },
  )
}

interface Fault {
  sign: RegExp
  code: ErrorCode
  message: (match: RegExpExecArray) => string
  hint: (match: RegExpExecArray, input: CrateInput) => string
}

const TOOLCHAIN_FAULTS: readonly Fault[] = [
  {
    // The first wording is of cargo 1.95, the second of rustc.
    sign: /only accepted on the nightly (?:channel|compiler)/,
    code: 'RUST_TOOLCHAIN',
    message: () => 'BPF needs a nightly Rust (cargo -Z build-std), and this one is not',
    hint: () =>
      `${INSTALL}, and toolchain: 'nightly' beside cargo in the config (or a rust-toolchain.toml in the crate)`,
  },
  {
    sign: /does not exist, unable to build with the standard library, try:\s*(rustup .*)/,
    code: 'RUST_TOOLCHAIN',
    message: () => "the source of Rust's core library (rust-src) is not installed",
    hint: ([, command = '']) => command.trim(),
  },
  {
    sign: /toolchain '([^']+)'.* is not installed/,
    code: 'RUST_TOOLCHAIN',
    message: ([, name]) => `the Rust tool chain '${name}' is not installed`,
    hint: ([, name], { toolchain }) => `rustup toolchain install ${toolchain ?? name} --component rust-src`,
  },
  {
    sign: /no such command: `\+(.*)`/,
    code: 'RUST_TOOLCHAIN',
    message: ([, name]) => `toolchain: '${name}' needs rustup's cargo, and this cargo is not rustup's`,
    hint: () => 'leave toolchain out, or install Rust from https://rustup.rs',
  },
  {
    sign: /could not execute process `(\S*rustc)\b.*\(never executed\)/,
    code: 'RUST_TOOLCHAIN',
    message: ([, rustc]) => `cargo is there, but its compiler '${rustc}' cannot be run`,
    hint: () => `install Rust from https://rustup.rs, then: ${INSTALL}`,
  },
]

/** @param stderr What cargo (or rustup) printed there */
export function cargoFailure(stderr: string, input: CrateInput): BpfLinkerError {
  for (const { sign, code, message, hint } of TOOLCHAIN_FAULTS) {
    const match = sign.exec(stderr)
    if (match !== null) {
      return new BpfLinkerError(code, message(match), { hint: hint(match, input), notes: notesOf(stderr, code) })
    }
  }
  const text = errorText(stderr)
  const [first = '', ...rest] = text.split('\n')
  const help = /^help: (.*)$/m.exec(text)?.[1]
  const message = `cargo failed for ${input.crate}: ${first.replace(/^error: /, '') || 'it said nothing'}`
  return new BpfLinkerError('CARGO_FAILED', message, {
    ...(help === undefined ? {} : { hint: help }),
    ...placeOf(text, input.crate),
    notes: notesOf(rest.join('\n'), 'CARGO_FAILED'),
  })
}

/** The text from the first error on, without what rustup prints of its own stack. */
function errorText(stderr: string): string {
  const lines = stderr.split('\n')
  const start = lines.findIndex((line) => line.startsWith('error'))
  const end = lines.findIndex((line) => line.startsWith('Stack backtrace:'))
  return lines
    .slice(Math.max(start, 0), end === -1 ? undefined : end)
    .join('\n')
    .trim()
}

/** ` --> Cargo.toml:10:8`, as for a manifest that is no TOML. */
function placeOf(text: string, folder: string): BpfLinkerErrorInit {
  const [, file, line, column] = /^ *--> (.+):(\d+):(\d+)$/m.exec(text) ?? []
  if (file === undefined) return {}
  const sourceLine = new RegExp(`^ *${line} \\| (.*)$`, 'm').exec(text)?.[1]
  return {
    file: path.resolve(folder, file),
    line: Number(line),
    column: Number(column),
    ...(sourceLine === undefined ? {} : { sourceLine }),
  }
}

function notesOf(text: string, code: ErrorCode): Diagnostic[] {
  const message = errorText(text)
  return message === '' ? [] : [{ severity: 'note', code, message }]
}
