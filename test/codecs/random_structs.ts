/** Random structs and unions: every kind of member that BTF has, packed and aligned, in each other, without names. */
import { generator } from '../types/random_types.ts'
import type { CMember, CStruct, CType } from './c_types.ts'

const INTEGERS: [c: string, bytes: number, signed: boolean][] = [
  ['unsigned char', 1, false],
  ['signed char', 1, true],
  ['unsigned short', 2, false],
  ['short', 2, true],
  ['unsigned int', 4, false],
  ['int', 4, true],
  ['unsigned long long', 8, false],
  ['long long', 8, true],
  ['u32', 4, false],
  ['u64', 8, false],
]

const POINTERS: ((name: string) => string)[] = [
  (name) => `void *${name}`,
  (name) => `struct declared *${name}`,
  (name) => `const char *${name}`,
  (name) => `int (*${name})(void *, long)`,
]

/** What every source begins with. `colour` is unsigned, `sign` signed, `tiny` one byte, `big` and `low` 64-bit. */
export const PRELUDE = `typedef unsigned int u32;
typedef unsigned long long u64;
struct declared;
enum colour { RED, GREEN = 7, BLUE = 0xfffffff0 };
enum sign { LESS = -5, SAME, MORE = 2147483647 };
enum __attribute__((packed)) tiny { T0, T1 = 200 };
enum big { B0, B1 = 0x123456789abcdefULL };
enum low { L0 = -0x123456789abLL, L1 = 5 };
`

const ENUMS: Extract<CType, { kind: 'enum' }>[] = [
  { kind: 'enum', c: 'enum colour', bytes: 4, signed: false, values: [0n, 7n, 0xfffffff0n] },
  { kind: 'enum', c: 'enum sign', bytes: 4, signed: true, values: [-5n, -4n, 2147483647n] },
  { kind: 'enum', c: 'enum tiny', bytes: 1, signed: false, values: [0n, 200n] },
  { kind: 'enum', c: 'enum big', bytes: 8, signed: false, values: [0n, 0x123456789abcdefn] },
  { kind: 'enum', c: 'enum low', bytes: 8, signed: true, values: [-0x123456789abn, 5n] },
]

type Random = (below: number) => number

/** Types that have a tag, each after what it contains. */
export function randomStructs(seed: number, count: number): CStruct[] {
  const random = generator(seed)
  const before: CStruct[] = []
  for (let i = 0; i < count; i++) {
    const kind = random(8) === 0 ? 'union' : 'struct'
    const typedef = random(4) === 0 ? `t${i}_t` : undefined
    const members = randomMembers(random, before, { kind, depth: 0, next: { value: 0 } })
    const type: CStruct = { kind, tag: `t${i}`, typedef, members, attributes: attributesOf(random) }
    // An array of what ends openly would be no C.
    const last = members.at(-1)
    if (
      kind === 'struct' &&
      members.length > 1 &&
      random(6) === 0 &&
      last?.name !== undefined &&
      last.bits === undefined
    ) {
      const open: CType[] = [
        { kind: 'text', size: undefined },
        { kind: 'array', of: integer(random), count: undefined },
        { kind: 'array', of: { kind: 'array', of: integer(random), count: 3 }, count: undefined },
      ]
      members.push({ name: 'open', type: open[random(open.length)] as CType })
    }
    before.push(type)
  }
  return before
}

interface Where {
  kind: 'struct' | 'union'
  depth: number
  /** Names are unique through anonymous members. */
  next: { value: number }
}

function randomMembers(random: Random, before: readonly CStruct[], where: Where): CMember[] {
  const count = where.kind === 'union' ? 2 + random(3) : 1 + random(where.depth === 0 ? 8 : 4)
  const members: CMember[] = []
  while (members.length < count) {
    const name = `m${where.next.value++}`
    const choice = random(20)
    if (choice < 5) {
      // Runs of bitfields, so that they share units and cross them.
      const run = where.kind === 'union' ? 1 : 1 + random(4)
      members.push(bitfield(random, name))
      for (let i = 1; i < run; i++) members.push(bitfield(random, `m${where.next.value++}`))
    } else if (choice < 8 && where.depth < 3) {
      members.push({ name: undefined, type: nested(random, before, where) })
    } else if (choice < 10 && where.depth < 3) {
      members.push({ name, type: nested(random, before, { ...where, next: { value: 0 } }) })
    } else {
      const attributes = ['', '', '', ' __attribute__((packed))', ' __attribute__((aligned(16)))'][random(5)] as string
      members.push({
        name,
        type: memberType(random, before),
        attributes,
        ...(random(8) === 0 ? { qualifier: 'volatile' } : {}),
      })
    }
  }
  return members
}

function nested(random: Random, before: readonly CStruct[], where: Where): CStruct {
  const kind = random(2) === 0 ? 'union' : 'struct'
  const members = randomMembers(random, before, { ...where, kind, depth: where.depth + 1 })
  return { kind, tag: undefined, typedef: undefined, members, attributes: random(4) === 0 ? attributesOf(random) : '' }
}

function attributesOf(random: Random): string {
  return ['', '', ' __attribute__((packed))', ' __attribute__((packed, aligned(4)))', ' __attribute__((aligned(32)))'][
    random(5)
  ] as string
}

function bitfield(random: Random, name: string): CMember {
  const choice = random(12)
  if (choice === 0) return { name, type: { kind: 'bool' }, bits: 1 }
  if (choice === 1) {
    const type = ENUMS[random(2)] as CType
    return { name, type, bits: 32 - random(2) * 8 * random(2) }
  }
  const type = integer(random)
  const most = type.kind === 'int' ? type.bytes * 8 : 1
  return { name, type, bits: random(4) === 0 ? most : 1 + random(most) }
}

function integer(random: Random): CType {
  const [c, bytes, signed] = INTEGERS[random(INTEGERS.length)] as (typeof INTEGERS)[number]
  return { kind: 'int', c, bytes, signed }
}

function memberType(random: Random, before: readonly CStruct[]): CType {
  switch (random(14)) {
    case 0:
      return { kind: 'bool' }
    case 1:
      return { kind: 'float', bytes: random(2) === 0 ? 4 : 8 }
    case 2:
      return ENUMS[random(ENUMS.length)] as CType
    case 3:
      return { kind: 'pointer', declare: POINTERS[random(POINTERS.length)] as (name: string) => string }
    case 4:
      return { kind: 'text', size: 1 + random(17) }
    case 5:
      return { kind: 'array', of: integer(random), count: 1 + random(12) }
    case 6:
      return {
        kind: 'array',
        of: { kind: 'array', of: memberLeaf(random), count: 1 + random(3) },
        count: 1 + random(3),
      }
    case 7:
      return { kind: 'array', of: { kind: 'text', size: 1 + random(9) }, count: 1 + random(3) }
    case 8:
    case 9:
    case 10: {
      const usable = before.filter((type) => type.members.every((member) => member.name !== 'open'))
      const type = usable[random(usable.length || 1)]
      if (type === undefined) return integer(random)
      // What is aligned by more than its size cannot be in an array.
      return random(3) === 0 && !/aligned/.test(type.attributes)
        ? { kind: 'array', of: type, count: 1 + random(3) }
        : type
    }
    default:
      return memberLeaf(random)
  }
}

function memberLeaf(random: Random): CType {
  const choice = random(12)
  if (choice === 0) return { kind: 'int', c: 'unsigned __int128', bytes: 16, signed: false }
  if (choice === 1) return { kind: 'int', c: '__int128', bytes: 16, signed: true }
  if (choice === 2) return { kind: 'bool' }
  return integer(random)
}
