import { expect, test } from 'vitest'
import {
  type Assembly,
  add,
  address,
  and,
  assemble,
  call,
  exists,
  exit,
  goto_,
  helper,
  jeq,
  type Line,
  load32,
  load64,
  mov,
  movReg,
  store64,
} from '../../../test/support/assemble.ts'
import type { BtfType } from '../../object/btf_types.ts'
import type { ExternInfo } from '../../object/types.ts'
import { loadPrograms } from './program.ts'

const CONFIG_X: ExternInfo = { name: 'CONFIG_X', kind: 'kconfig', weak: false }
const weakKsym: ExternInfo = { name: 'runqueues', kind: 'ksym', weak: true }

/** The names of what guards each instruction of `main`, numbered as the kernel does. */
function guards(main: readonly Line[], more: Partial<Assembly> = {}): (string | undefined)[] {
  const info = assemble({
    rodata: ['first', 'debug'],
    data: ['mutable'],
    externs: [CONFIG_X, weakKsym],
    ...more,
    programs: { main },
  })
  const [program] = loadPrograms(info)
  const code = program?.functions[0]?.code
  if (program === undefined || code === undefined) throw new Error('no program')
  return Array.from({ length: code.code.length }, (_, i) => program.guardAt(code, i)?.name)
}

const jne = (dst: number, imm: number, off: number): Line => ({ opcode: 0x55, dst, imm, off })

/** A marker whose guard is asked for. */
const here = mov(9, 1)
const isGuarded = (...main: Line[]) => guards(main)[at(main, here)]
const at = (main: readonly Line[], line: Line) =>
  main.slice(0, main.indexOf(line)).reduce((slots, { wide }) => slots + (wide === true ? 2 : 1), 0)

test('each source guards what its branch can skip, and nothing after the ways join', () => {
  const debug = [address(1, 'debug'), load32(1, 1, 0)]
  expect(guards([mov(0, 0), ...debug, jeq(1, 0, 1), here, exit()])).toEqual([
    ...[undefined, undefined, undefined, undefined, undefined],
    'debug',
    undefined,
  ])
  expect(isGuarded(address(1, 'CONFIG_X'), load64(1, 1, 0), jeq(1, 0, 1), here, exit())).toBe('CONFIG_X')
  expect(isGuarded(exists(1), jeq(1, 0, 1), here, exit())).toBe('bpf_core_type_exists(thing)')
  expect(isGuarded(address(1, 'runqueues'), jeq(1, 0, 1), here, exit())).toBe('&runqueues')
})

test('a variable is named by the place that is read, also through an addition', () => {
  expect(isGuarded(address(1, 'first'), load32(1, 1, 4), jeq(1, 0, 1), here, exit())).toBe('debug')
  expect(isGuarded(address(1, 'first'), add(1, 4), load32(1, 1, 0), jeq(1, 0, 1), here, exit())).toBe('debug')
})

test('what loaders cannot fix guards nothing', () => {
  expect(isGuarded(address(1, 'mutable'), load32(1, 1, 0), jeq(1, 0, 1), here, exit())).toBeUndefined()
  expect(isGuarded(helper(7), jeq(0, 0, 1), here, exit())).toBeUndefined()
  expect(isGuarded(load32(1, 1, 0), jeq(1, 0, 1), here, exit())).toBeUndefined()
})

const debug = (register: number) => [address(register, 'debug'), load32(register, register, 0)]

test('the value is followed through moves, arithmetic with constants, and spills', () => {
  expect(isGuarded(...debug(1), movReg(6, 1), and(6, 1), helper(7), jeq(6, 0, 1), here, exit())).toBe('debug')
  expect(isGuarded(...debug(1), store64(10, -8, 1), helper(7), load64(3, 10, -8), jeq(3, 0, 1), here, exit())).toBe(
    'debug',
  )
})

test('and is lost when something else has a part in it', () => {
  const addUnknown: Line = { opcode: 0x0f, dst: 6, src: 0 }
  expect(isGuarded(...debug(6), helper(7), addUnknown, jeq(6, 0, 1), here, exit())).toBeUndefined()
  expect(isGuarded(...debug(1), helper(7), jeq(1, 0, 1), here, exit())).toBeUndefined()
  const overwritten = [store64(10, -8, 1), helper(7), store64(10, -8, 0), load64(3, 10, -8)]
  expect(isGuarded(...debug(1), ...overwritten, jeq(3, 0, 1), here, exit())).toBeUndefined()
})

test('a spill that a pointer can reach is not trusted', () => {
  const takesAddress = [movReg(2, 10), add(2, -16), helper(4)]
  expect(
    isGuarded(...debug(1), store64(10, -8, 1), ...takesAddress, load64(3, 10, -8), jeq(3, 0, 1), here, exit()),
  ).toBeUndefined()
})

test('two ways that bring different values bring nothing', () => {
  const main = [...debug(6), helper(7), jeq(0, 0, 1), mov(6, 1), jeq(6, 0, 1), here, exit()]
  expect(isGuarded(...main)).toBeUndefined()
})

test('a second way in that no guard closes', () => {
  // if (r0 == 0) goto here; if (debug) here;
  expect(isGuarded(...debug(6), helper(7), jeq(0, 0, 1), jeq(6, 0, 1), here, exit())).toBeUndefined()
})

test('both sides of the branch, and what a guarded block leads to', () => {
  const other = mov(8, 2)
  const main = [...debug(1), jeq(1, 0, 2), here, goto_(1), other, exit()]
  const found = guards(main)
  expect([found[at(main, here)], found[at(main, other)], found.at(-1)]).toEqual(['debug', 'debug', undefined])
})

test('a loop inside a guarded block stays guarded', () => {
  expect(isGuarded(...debug(1), jeq(1, 0, 3), mov(2, 0), here, jeq(2, 9, -2), exit())).toBe('debug')
})

const types: BtfType[] = [
  { id: 0, kind: 'void' },
  {
    id: 1,
    kind: 'struct',
    name: 'task',
    size: 8,
    members: [
      { name: 'pid', type: 2, bitOffset: 0 },
      { name: 'state', type: 2, bitOffset: 32 },
    ],
  },
  { id: 2, kind: 'int', name: 'int', size: 4, bits: 32, signed: true },
  { id: 3, kind: 'enum', name: 'bpf_func_id', size: 4, signed: false, values: [{ name: 'BPF_FUNC_loop', value: 181 }] },
  { id: 4, kind: 'funcProto', returnType: 2, parameters: [] },
  { id: 5, kind: 'func', name: 'global', type: 4, linkage: 'global' },
]

test('CO-RE checks are named as the source has them', () => {
  const checking = (core: Line['core']) =>
    guards([{ ...mov(1, 1), ...(core && { core }) }, jeq(1, 0, 1), here, exit()], { types })[2]
  expect(checking({ kind: 'fieldExists', access: '0:1', type: 1 })).toBe('bpf_core_field_exists(thing::state)')
  expect(checking({ kind: 'enumvalExists', access: '0', type: 3 })).toBe('bpf_core_enum_value_exists(BPF_FUNC_loop)')
  expect(checking({ kind: 'typeSize', access: '0', type: 1 })).toBe('bpf_core_type_size(thing)')
  expect(checking({ kind: 'fieldByteOffset', access: '0:1', type: 1 })).toBeUndefined()
})

/** What guards the first instruction of `sub`, and since when, called as told. */
function entry(main: readonly Line[], global = false) {
  const info = assemble({
    types,
    rodata: ['debug'],
    ...(global && { functionTypes: { sub: 5 } }),
    programs: { main: [...main, exit()] },
    subprograms: { sub: [call('leaf'), exit()], leaf: [exit()] },
  })
  const [program] = loadPrograms(info)
  const leaf = program?.functions.find(({ code }) => code.info.name === 'leaf')
  return leaf && program?.guardAt(leaf.code, 0)
}

test('a function that is called only behind guards is guarded, and so is what it calls', () => {
  expect(entry([exists(1), jeq(1, 0, 1), call('sub')])).toEqual({
    name: 'bpf_core_type_exists(thing)',
    since: undefined,
  })
  expect(entry([exists(1), jeq(1, 0, 1), call('sub'), call('sub')])).toBeUndefined()
})

test('what follows a loop is not behind the guard that ends it, what it runs is', () => {
  const inside = mov(8, 1)
  const main = [address(1, 'debug'), load32(6, 1, 0), inside, jeq(6, 0, -2), here, exit()]
  expect(guards(main)[at(main, here)]).toBeUndefined()
  const whileLoop = [address(1, 'debug'), load32(6, 1, 0), jeq(6, 0, 2), inside, goto_(-3), here, exit()]
  expect(guards(whileLoop)[at(whileLoop, inside)]).toBe('debug')
  expect(guards(whileLoop)[at(whileLoop, here)]).toBeUndefined()
})

const two = [address(1, 'first'), load32(6, 1, 0), address(1, 'debug'), load32(7, 1, 0)]

test('what either of two guards lets in is kept away by both together', () => {
  // if (first || debug) here;
  expect(isGuarded(...two, jne(6, 0, 1), jeq(7, 0, 1), here, exit())).toBe('first and debug')
  // if (first || x) here;
  expect(isGuarded(...two, jne(6, 0, 1), jeq(8, 0, 1), here, exit())).toBeUndefined()
  // if (first) goto here; else here;
  expect(isGuarded(...two, jne(6, 0, 1), mov(0, 0), here, jeq(7, 0, 0), exit())).toBeUndefined()
})

test('one guard that two ways ask is off for both, unless they ask for opposites', () => {
  const [first, second] = [address(1, 'debug'), load32(6, 1, 0)]
  // if (x) { if (debug) goto here; return } if (!debug) return; here;
  expect(isGuarded(first, second, jeq(8, 0, 2), jne(6, 0, 2), exit(), jeq(6, 0, 1), here, exit())).toBe('debug')
  // if (x) { if (debug) goto here; return } if (debug) return; here;
  expect(isGuarded(first, second, jeq(8, 0, 2), jne(6, 0, 2), exit(), jne(6, 0, 1), here, exit())).toBeUndefined()
})

test('before 6.8 a guard around the call of a global function does not help', () => {
  expect(entry([exists(1), jeq(1, 0, 1), call('sub')], true)).toMatchObject({ since: '6.8' })
  expect(entry([address(1, 'debug'), load32(1, 1, 0), jeq(1, 0, 1), call('sub')])).toMatchObject({ since: '5.5' })
})
