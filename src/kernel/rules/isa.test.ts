import { expect, test } from 'vitest'
import { address, assemble, exists, exit, jeq, type Line, load32, mov } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { ARENA, ARRAY } from '../data/map_types.generated.ts'
import type { Rule } from '../rule.ts'
import { addressSpaceCast, mayGoto } from './arena_instructions.ts'
import { acquireRelease, atomics, smallAtomics } from './atomics.ts'
import { conditionalJumps } from './conditional_jumps.ts'
import { indirectCalls, indirectJumps } from './indirect_jumps.ts'
import { jmp32 } from './jmp32.ts'
import { stackArguments } from './stack_arguments.ts'
import { unknownInstructions } from './unknown_instructions.ts'
import { v4Instructions } from './v4_instructions.ts'

const rows: readonly [what: string, rule: Rule, line: Line, words: Readonly<Record<string, string | undefined>>][] = [
  [
    'r1 < 5',
    conditionalJumps,
    { opcode: 0xa5, dst: 1, imm: 5 },
    { 4.12: 'invalid BPF_JMP opcode a0', '4.14': undefined },
  ],
  [
    'r1 s<= r2',
    conditionalJumps,
    { opcode: 0xdd, dst: 1, src: 2 },
    { 4.4: 'invalid BPF_JMP opcode d0', '4.14': undefined },
  ],
  [
    'an opcode of no instruction',
    unknownInstructions,
    { opcode: 0xff },
    { 4.14: 'invalid BPF_ALU opcode f0', '4.16': 'unknown opcode ff', '6.18': 'unknown opcode ff' },
  ],
  [
    'a store of a mode of no instruction',
    unknownInstructions,
    { opcode: 0x82 },
    { 4.14: 'uses reserved fields', '6.18': 'unknown opcode 82' },
  ],
  [
    'w1 == 5',
    jmp32,
    { opcode: 0x16, dst: 1, imm: 5 },
    { 4.14: 'unknown insn class 6', '4.19': 'unknown opcode 16', '5.0': 'unknown opcode 16', '5.1': undefined },
  ],
  [
    'xchg',
    atomics,
    { opcode: 0xdb, imm: 0xe1 },
    { '5.10': 'BPF_STX uses reserved fields', '5.11': 'BPF_STX uses reserved fields', '5.12': undefined },
  ],
  ['fetch add', atomics, { opcode: 0xc3, imm: 0x01 }, { '5.10': 'BPF_STX uses reserved fields', '5.12': undefined }],
  ['or', atomics, { opcode: 0xc3, imm: 0x40 }, { 4.4: 'BPF_STX uses reserved fields', '5.12': undefined }],
  ['plain add', atomics, { opcode: 0xdb }, { 4.4: undefined, '5.10': undefined }],
  [
    '2-byte add',
    smallAtomics,
    { opcode: 0xcb },
    {
      4.4: 'BPF_XADD uses reserved fields',
      '5.4': 'unknown opcode cb',
      '6.1': 'unknown opcode cb',
      '6.18': 'invalid atomic operand size',
    },
  ],
  [
    '1-byte xchg',
    smallAtomics,
    { opcode: 0xd3, imm: 0xe1 },
    { 5.4: 'BPF_STX uses reserved fields', '6.1': 'unknown opcode d3', '6.18': 'invalid atomic operand size' },
  ],
  [
    'load_acquire',
    acquireRelease,
    { opcode: 0xdb, imm: 0x100 },
    { '5.10': 'BPF_STX uses reserved fields', '6.12': 'BPF_ATOMIC uses invalid atomic opcode 100', '6.15': undefined },
  ],
  [
    '1-byte store_release',
    acquireRelease,
    { opcode: 0xd3, imm: 0x110 },
    { 6.12: 'unknown opcode d3', '6.18': undefined },
  ],
  [
    'ldsx',
    v4Instructions,
    { opcode: 0x91, dst: 0, src: 1 },
    { 4.4: 'BPF_LDX uses reserved fields', '6.5': 'BPF_LDX uses reserved fields', '6.6': undefined },
  ],
  [
    'movsx',
    v4Instructions,
    { opcode: 0xbf, dst: 0, src: 1, off: 8 },
    { 6.1: 'BPF_MOV uses reserved fields', '6.6': undefined },
  ],
  [
    '32-bit movsx',
    v4Instructions,
    { opcode: 0xbc, dst: 0, src: 1, off: 16 },
    { 6.1: 'BPF_MOV uses reserved fields', '6.6': undefined },
  ],
  [
    'sdiv',
    v4Instructions,
    { opcode: 0x37, dst: 0, imm: 3, off: 1 },
    { 6.1: 'BPF_ALU uses reserved fields', '6.6': undefined },
  ],
  [
    'smod',
    v4Instructions,
    { opcode: 0x9c, dst: 0, src: 1, off: 1 },
    { 6.1: 'BPF_ALU uses reserved fields', '6.6': undefined },
  ],
  [
    'bswap',
    v4Instructions,
    { opcode: 0xd7, dst: 0, imm: 16 },
    { 4.14: 'BPF_END uses reserved fields', '6.1': 'unknown opcode d7', '6.6': undefined },
  ],
  [
    'gotol',
    v4Instructions,
    { opcode: 0x06, imm: 0 },
    { 4.14: 'unknown insn class 6', '6.1': 'unknown opcode 06', '6.6': undefined },
  ],
  [
    'may_goto',
    mayGoto,
    { opcode: 0xe5, off: 0 },
    { 4.14: 'invalid BPF_JMP opcode e0', '6.8': 'unknown opcode e5', '6.9': undefined },
  ],
  [
    'addr_space_cast',
    addressSpaceCast,
    { opcode: 0xbf, dst: 1, src: 2, off: 1, imm: 1 },
    {
      6.8: 'BPF_MOV uses reserved fields',
      '6.9': 'addr_space_cast insn can only be used in a program that has an associated arena',
    },
  ],
  [
    'gotox',
    indirectJumps,
    { opcode: 0x0d, dst: 1 },
    { 4.14: 'BPF_JA uses reserved fields', '6.18': 'unknown opcode 0d', '6.19': undefined },
  ],
  [
    'callx',
    indirectCalls,
    { opcode: 0x8d, dst: 1 },
    { 4.14: 'BPF_CALL uses reserved fields', '6.19': 'unknown opcode 8d' },
  ],
  [
    'a sixth argument, given',
    stackArguments,
    { opcode: 0x7b, dst: 11, src: 1, off: -8 },
    { 4.14: 'R11 is invalid', '6.19': 'R11 is invalid' },
  ],
  [
    'a sixth argument, taken',
    stackArguments,
    { opcode: 0x79, dst: 1, src: 11, off: 8 },
    { 4.4: 'R11 is invalid', '7.2': undefined },
  ],
]

test.each(rows)('%s', (_, rule, line, words) => {
  for (const endianness of ['little', 'big'] as const) {
    const info = assemble({ endianness, programs: { main: [line, mov(0, 0), exit()] } })
    for (const [release, text] of Object.entries(words)) {
      expect(says(rule, info, release), `${endianness} ${release}`).toEqual(text === undefined ? [] : [text])
    }
  }
})

test('a cast between address spaces is for programs with an arena', () => {
  const cast: Line = { opcode: 0xbf, dst: 1, src: 2, off: 1, imm: 1 }
  const info = assemble({ maps: ['space'], programs: { main: [address(1, 'space'), cast, exit()] } })
  const definition = { keySize: 0, valueSize: 0, maxEntries: 1, flags: 0, pinning: 0 }
  const ofType = (type: number) => ({
    ...info,
    maps: info.maps.map((map) => ({ ...map, definition: { ...definition, type } })),
  })
  expect(says(addressSpaceCast, ofType(ARENA), '6.12')).toEqual([])
  expect(says(addressSpaceCast, ofType(ARRAY), '6.12')).toHaveLength(1)
})

test('what every kernel has breaks none of these rules', () => {
  const info = assemble({
    programs: {
      main: [
        address(1),
        { opcode: 0xb4, dst: 0, imm: 1 }, // w0 = 1
        { opcode: 0xdc, dst: 0, imm: 16 }, // r0 = be16 r0
        { opcode: 0x3f, dst: 0, src: 1 }, // r0 /= r1
        { opcode: 0x75, dst: 0, imm: 1 }, // if r0 s>= 1
        exit(),
      ],
    },
  })
  for (const [, rule] of rows) expect(says(rule, info, '4.4')).toEqual([])
})

test('the second half of a 16-byte load is data, whatever its bytes look like', () => {
  const info = assemble({ programs: { main: [{ ...address(1), imm: 0x0d0d0d0d }, exit()] } })
  expect(says(indirectJumps, info, '4.4')).toEqual([])
})

test('many of one kind in a function are one finding, at the first', () => {
  const info = assemble({
    programs: { main: [mov(0, 0), { opcode: 0x16 }, { opcode: 0x16 }, { opcode: 0x16 }, exit()] },
  })
  const at419 = violations(jmp32, info).filter(({ refusedIn: [interval] }) => interval?.until === '5.1')
  expect(at419).toMatchObject([{ program: 'main', location: { line: 2 }, since: '5.1' }])
  expect(at419[0]?.message).toContain('2 more')
})

const guarded = (line: Line): Line[] => [mov(0, 0), exists(1), jeq(1, 0, 1), line, exit()]

test('a guard helps where kernels look only at what they walk', () => {
  const main = guarded({ opcode: 0xa5, dst: 1, imm: 5 })
  const info = assemble({ programs: { main } })
  expect(says(conditionalJumps, info, '4.12')).toEqual(['invalid BPF_JMP opcode a0 [bpf_core_type_exists(thing)]'])
  const move = assemble({ programs: { main: guarded({ opcode: 0xbf, dst: 0, src: 1, off: 8 }) } })
  expect(says(v4Instructions, move, '6.1')).toEqual(['BPF_MOV uses reserved fields [bpf_core_type_exists(thing)]'])
})

test('and not where they look at all there is', () => {
  for (const [, rule, line, words] of rows.filter(([what]) =>
    ['w1 == 5', 'xchg', 'ldsx', 'bswap', 'gotox'].includes(what),
  )) {
    const info = assemble({ programs: { main: guarded(line) } })
    const release = Object.keys(words).find((one) => one !== '4.14') ?? ''
    expect(says(rule, info, release)).toEqual([words[release]])
  }
})

test('a read-only variable guards from 5.5 on, when the verifier knows its value', () => {
  const info = assemble({
    rodata: ['first', 'use_v4'],
    programs: {
      main: [
        mov(0, 0),
        address(1, 'use_v4'),
        load32(1, 1, 0),
        jeq(1, 0, 1),
        { opcode: 0xbf, dst: 0, src: 1, off: 8 },
        exit(),
      ],
    },
  })
  expect(says(v4Instructions, info, '5.4')).toEqual(['BPF_MOV uses reserved fields'])
  expect(says(v4Instructions, info, '5.10')).toEqual(['BPF_MOV uses reserved fields [use_v4]'])
  expect(says(v4Instructions, info, '6.6')).toEqual([])
})
