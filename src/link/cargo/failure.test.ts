import { expect, test } from 'vitest'
import { cargoFailure } from './failure.ts'

const input = { crate: '/app', features: [] }

// What cargo 1.95 to 1.97 and rustup 1.28 print; test/rust/cargo.test.ts runs those that are on the machine.
test.each([
  [
    'error: the `-Z` flag is only accepted on the nightly channel of Cargo, but this is the `stable` channel\nSee https://…',
    'rustup toolchain install nightly --component rust-src',
  ],
  [
    'error: the option `Z` is only accepted on the nightly compiler\n\nhelp: consider switching',
    'rustup toolchain install nightly --component rust-src',
  ],
  [
    'error: "/x/library/Cargo.lock" does not exist, unable to build with the standard library, try:\n        rustup component add rust-src --toolchain nightly-x86_64-unknown-linux-gnu\n',
    'rustup component add rust-src --toolchain nightly-x86_64-unknown-linux-gnu',
  ],
  [
    "error: toolchain 'nightly-2020-01-01-x86_64-unknown-linux-gnu' is not installed\nhelp: run `rustup toolchain install`",
    'rustup toolchain install nightly-2020-01-01-x86_64-unknown-linux-gnu --component rust-src',
  ],
  ['error: no such command: `+nightly`\n\nhelp: invoke `cargo` through `rustup`', 'leave toolchain out'],
  ['error: could not execute process `rustc -vV` (never executed)\n\nCaused by:\n  No such file', 'rustup.rs'],
])('%s', (stderr, hint) => {
  const error = cargoFailure(stderr, input)
  expect(error.code).toBe('RUST_TOOLCHAIN')
  expect(error.hint).toContain(hint)
  expect(error.notes[0]?.message).toBe(stderr.trim())
})

test('a broken manifest has a place', () => {
  const stderr = 'error: unclosed array, expected `]`\n  --> Cargo.toml:10:8\n   |\n10 | foo = [\n   |        ^\n'
  const error = cargoFailure(stderr, input)
  expect(error).toMatchObject({
    code: 'CARGO_FAILED',
    message: 'cargo failed for /app: unclosed array, expected `]`',
    file: '/app/Cargo.toml',
    line: 10,
    column: 8,
    frame: '10 | foo = [\n   |        ^',
  })
})

test("cargo's help is the hint, its further words a note, rustup's stack is left out", () => {
  const stderr =
    '   Compiling x v0.1.0\nerror: no such feature: nope\nhelp: there is a similarly named feature: loud\n\nStack backtrace:\n   0: x'
  const error = cargoFailure(stderr, input)
  expect(error.message).toContain('no such feature: nope')
  expect(error.hint).toBe('there is a similarly named feature: loud')
  expect(JSON.stringify(error.notes)).not.toContain('Compiling')
  expect(JSON.stringify(error.notes)).not.toContain('0: x')
})
