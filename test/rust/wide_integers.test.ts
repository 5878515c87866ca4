/**
 * Arithmetic of 128 bits in real Rust programs, on the running kernel, against BigInt. Nothing of it comes from rustc's
 * compiler_builtins, whose division the verifier cannot follow.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspect } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'
import { whyNoLoading } from '../corpus/load.ts'
import { runOnPackets } from '../support/test_run.ts'
import { buildProgram, parseProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-rust-wide-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Reads two numbers of 128 bits from the packet, and puts the result and whether there is one behind them. */
const source = (body: string) => `//@ link-args: --btf
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

fn compute(a: u128, b: u128) -> Option<u128> {
    ${body}
}

#[no_mangle]
#[link_section = "xdp"]
pub extern "C" fn prog(ctx: *const u32) -> u32 {
    unsafe {
        let (data, end) = (*ctx as usize, *ctx.add(1) as usize);
        if data + 56 > end {
            return 0;
        }
        let packet = data as *mut u64;
        let number = |at| (packet.add(at).read_unaligned() as u128) | ((packet.add(at + 1).read_unaligned() as u128) << 64);
        if let Some(result) = compute(number(0), number(2)) {
            packet.add(4).write_unaligned(result as u64);
            packet.add(5).write_unaligned((result >> 64) as u64);
            packet.add(6).write_unaligned(1);
        }
    }
    2
}
`

type Operation = (a: bigint, b: bigint) => bigint | undefined
const signed = (bits: number, n: bigint) => BigInt.asIntN(bits, n)
const unsigned = (n: bigint) => BigInt.asUintN(128, n)
const fitting = (bits: number, n: bigint) => (signed(bits, n) === n ? unsigned(n) : undefined)
const U64 = (1n << 64n) - 1n

/** What each does in Rust and with BigInt; no result is None. */
const operations: Record<string, [rust: string, reference: Operation]> = {
  'a product': ['Some(a.wrapping_mul(b))', (a, b) => unsigned(a * b)],
  'the upper half of a product of 64 bits': [
    'Some(((a as u64 as u128) * (b as u64 as u128)) >> 64)',
    (a, b) => ((a & U64) * (b & U64)) >> 64n,
  ],
  'a checked product of u64': [
    '(a as u64).checked_mul(b as u64).map(u128::from)',
    (a, b) => ((a & U64) * (b & U64) <= U64 ? (a & U64) * (b & U64) : undefined),
  ],
  'a checked product of i64': [
    '(a as i64).checked_mul(b as i64).map(|n| n as u128)',
    (a, b) => fitting(64, signed(64, a) * signed(64, b)),
  ],
  'a checked product of u128': ['a.checked_mul(b)', (a, b) => (a * b < 1n << 128n ? a * b : undefined)],
  'a checked product of i128': [
    '(a as i128).checked_mul(b as i128).map(|n| n as u128)',
    (a, b) => fitting(128, signed(128, a) * signed(128, b)),
  ],
  shifts: [
    'Some((a << (b as u32 & 127)) ^ (a >> (b as u32 & 127)))',
    (a, b) => unsigned(a << (b & 127n)) ^ (a >> (b & 127n)),
  ],
  'a shift with a sign': [
    'Some(((a as i128) >> (b as u32 & 127)) as u128)',
    (a, b) => unsigned(signed(128, a) >> (b & 127n)),
  ],
  'a rotation': [
    'Some(a.rotate_left(b as u32 & 127))',
    (a, b) => unsigned(a << (b & 127n)) | (a >> (128n - (b & 127n))),
  ],
}

const divisions: typeof operations = {
  'a quotient by a constant': ['Some(a / 1_000_000_007)', (a) => a / 1_000_000_007n],
  'a quotient': ['a.checked_div(b)', (a, b) => (b === 0n ? undefined : a / b)],
  'a remainder': ['a.checked_rem(b)', (a, b) => (b === 0n ? undefined : a % b)],
  'a quotient with a sign': [
    '(a as i128).checked_div(b as i128).map(|n| n as u128)',
    (a, b) => (b === 0n ? undefined : fitting(128, signed(128, a) / signed(128, b))),
  ],
  'a remainder with a sign': [
    '(a as i128).checked_rem(b as i128).map(|n| n as u128)',
    (a, b) =>
      b === 0n || fitting(128, signed(128, a) / signed(128, b)) === undefined
        ? undefined
        : unsigned(signed(128, a) % signed(128, b)),
  ],
}

const edges = [
  0n,
  1n,
  3n,
  64n,
  1_000_000_007n,
  (1n << 32n) - 1n,
  1n << 63n,
  U64,
  1n << 64n,
  (1n << 96n) + 5n,
  1n << 127n,
]
const numbers = [
  ...edges,
  ...edges.map((n) => unsigned(-n)),
  0x0123456789abcdef_fedcba9876543210n,
  0xdeadbeef_00000001n,
]
/** Each with four others, and with itself. */
const pairs = numbers.flatMap((a, i) =>
  [0, 1, 5, 11, 17].map((step): [bigint, bigint] => [a, numbers[(i + step) % numbers.length] ?? 0n]),
)

/** Of the digits of 32 bits at which a guessed quotient is wrong, by one or by two. */
const DIGITS = [0n, 1n, 0x7fffffffn, 0x80000000n, 0xfffffffen, 0xffffffffn]
let state = 1
for (let i = 0; i < 160; i++) {
  const number = (digits: number) => {
    let value = 0n
    for (let j = 0; j < digits; j++) {
      state = (state * 48271) % 0x7fffffff
      value = (value << 32n) | (DIGITS[state % DIGITS.length] ?? 0n)
    }
    return value
  }
  pairs.push([number(4), number(2 + (i % 3))])
}

function packetOf(a: bigint, b: bigint): Uint8Array {
  const packet = Buffer.alloc(56)
  for (const [i, n] of [a, a >> 64n, b, b >> 64n].entries()) packet.writeBigUInt64LE(n & U64, i * 8)
  return packet
}

function resultIn(packet: string): bigint | undefined {
  const bytes = Buffer.from(packet, 'hex')
  if (bytes.readBigUInt64LE(48) === 0n) return undefined
  return bytes.readBigUInt64LE(32) | (bytes.readBigUInt64LE(40) << 64n)
}

const noLoading = whyNoLoading()

describe.each(Object.entries({ ...operations, ...divisions }))('%s', (what, [rust, reference]) => {
  let object: Uint8Array
  beforeAll(() => {
    const own = join(folder, what.replaceAll(' ', '_'))
    const path = `${own}.rs`
    writeFileSync(path, source(rust))
    const { ok, messages, output } = buildProgram(parseProgram(path), nativePath(), own)
    expect(ok, messages).toBe(true)
    object = readFileSync(output)
  })

  it('needs no library', async () => {
    const { subprograms, externs } = await inspect(object)
    expect(externs).toEqual([])
    const names = subprograms.map(({ name }) => name)
    expect(names.filter((name) => /ti[34]$/.test(name))).toEqual([])
    expect(names.includes('udivmod128')).toBe(what in divisions && what !== 'a quotient by a constant')
  })

  it.skipIf(noLoading !== undefined)(`is right${noLoading ? ` (skipped: ${noLoading})` : ''}`, () => {
    const ran = runOnPackets(
      object,
      'prog',
      pairs.map(([a, b]) => packetOf(a, b)),
    )
    const wrong = pairs.filter(([a, b], i) => resultIn(ran[i]?.packet ?? '') !== reference(a, b))
    expect(wrong).toEqual([])
  })
})
