import { expect, test } from 'vitest'
import { damageLines, type LineDamage } from '../../../test/support/damage_lines.ts'
import { link } from '../../engine/link.ts'
import { inspect } from '../../link/inspect.ts'
import type { ObjectInfo } from '../../object/types.ts'
import type { Loader } from '../../settings/profile.ts'
import { contextsOf } from '../check.ts'
import { lineInfo } from './line_info.ts'
import { find, wordsOn } from './testing/compile.ts'

/** Three line records, of which the second stands at a 16-byte load. */
const SOURCE = `
__attribute__((section("xdp"), naked)) int prog(void) {
  asm volatile("r1 = 1; r2 = 2");
  asm volatile("r3 = 0x1122334455667788 ll");
  asm volatile("r0 = 0; exit");
}`

const CALLING = `
volatile int seen;
__attribute__((noinline)) static int count(void) { seen = 1; return 1; }
__attribute__((section("xdp"))) int prog(void *ctx) { return count(); }`

const check = (info: ObjectInfo, loader: Loader = 'libbpf') =>
  contextsOf(info, [loader]).flatMap((context) => [...lineInfo.check(context)])

async function damaged(damage: LineDamage): Promise<ObjectInfo> {
  const linked = await link({ inputs: [{ name: 'lines.bpf.c', text: SOURCE }] })
  const bytes = Buffer.from(linked.bytes)
  damageLines(bytes, damage)
  return inspect(bytes, { disassembly: true, types: true })
}

test.each<[LineDamage, string, string]>([
  ['order', 'Invalid line_info[', 'the line record of instruction 2 is not behind the one before it'],
  ['start', 'missing bpf_line_info for func#0', 'its first instruction has no line record'],
  ['insideLoad', 'Invalid insn code at line_info[', 'a line record names the second half of a 16-byte load, 3'],
])('line records that are damaged: %s', async (damage, words, message) => {
  const found = check(await damaged(damage))
  expect(found).toMatchObject([{ program: 'prog', message: `prog: ${message}` }])
  expect(wordsOn('5.0', found)).toEqual([words])
  expect(wordsOn('4.20', found)).toEqual([])
})

test('as compilers write them they are fine, and where there are none as well', async () => {
  expect(await find(lineInfo, SOURCE)).toEqual([])
  const { info } = await link({
    inputs: [{ name: 'lines.bpf.c', text: SOURCE }],
    btf: false,
    inspect: { disassembly: true },
  })
  expect(check(info)).toEqual([])
})

test('a function without, in a program that has some', async () => {
  const { info } = await link({
    inputs: [{ name: 'lines.bpf.c', text: CALLING }],
    inspect: { disassembly: true, types: true },
  })
  expect(check(info)).toEqual([])
  // What clang makes of a function without debug info, which our linker would give some.
  const subprograms = info.subprograms.map(({ disassembly = [], ...rest }) => ({
    ...rest,
    disassembly: disassembly.map(({ location: _, ...instruction }) => instruction),
  }))
  const found = check({ ...info, subprograms })
  expect(found).toMatchObject([{ program: 'prog', message: expect.stringContaining('count: it has no line records') }])
  expect(wordsOn('6.1', found)).toEqual(['missing .BTF.ext line info'])
  expect(wordsOn('6.1', check({ ...info, subprograms }, 'none'))).toEqual(['missing bpf_line_info for'])
})
