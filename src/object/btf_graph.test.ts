import { describe, expect, test } from 'vitest'
import { btfGraph, referencesOf, resolve, sizeOf, tagsOf, typeOf } from './btf_graph.ts'
import type { BtfKind } from './btf_types.ts'
import { graphOf, handmade, idOf } from './testing/graph_of.ts'

const EVERY_KIND = `
typedef unsigned int u32;
typedef const volatile u32 chained;
enum small { ONE = 1, MINUS = -1 };
enum wide { HUGE = 0x123456789abcdef0 };
struct never;
#define __user __attribute__((btf_type_tag("user")))
struct every {
  chained a; enum small b; enum wide c; struct never *d; union { int e; float f; } g;
  int h[3][2]; int *restrict i; int __user *j; unsigned k : 3, l : 7; _Bool m; double n; struct every *next;
} __attribute__((btf_decl_tag("tagged")));
struct every value;
static volatile u32 counter;
extern void kfunc(u32 x) __attribute__((section(".ksyms")));
__attribute__((section("xdp"))) int prog(void *ctx) { kfunc(counter); return value.k; }
`

const KINDS: BtfKind[] =
  'int ptr array struct union enum fwd typedef volatile const restrict func funcProto var dataSec float declTag typeTag enum64'.split(
    ' ',
  ) as BtfKind[]

describe.each(['bpfel', 'bpfeb'] as const)('an object of %s', (target) => {
  test('has every kind in its graph, with sizes', async () => {
    const graph = await graphOf(EVERY_KIND, target)
    expect(graph.endianness).toBe(target === 'bpfel' ? 'little' : 'big')
    expect(new Set(graph.types.map(({ kind }) => kind))).toEqual(new Set(['void', ...KINDS]))
    const size = (name: string, kind?: BtfKind) => sizeOf(graph, idOf(graph, name, kind))
    expect([size('every'), size('chained'), size('small'), size('wide'), size('value', 'var')]).toEqual([
      96, 4, 4, 8, 96,
    ])
    expect(size('never')).toBeUndefined()
    expect(resolve(graph, idOf(graph, 'chained'))).toMatchObject({ kind: 'int', name: 'unsigned int' })
    expect(tagsOf(graph, idOf(graph, 'every'))).toEqual(['tagged'])
  })
})

test('an object without BTF has void alone', () => {
  const graph = btfGraph({ endianness: 'big' })
  expect(graph.types).toEqual([{ id: 0, kind: 'void' }])
  expect(sizeOf(graph, 0)).toBeUndefined()
})

test('the types must have been asked for', () => {
  const btf = { size: 1, typeCount: 0, kinds: {} }
  expect(() => btfGraph({ endianness: 'little', btf })).toThrow(TypeError)
})

test('references are every id that a type has', () => {
  expect(referencesOf({ id: 1, kind: 'array', type: 2, indexType: 3, count: 4 })).toEqual([2, 3])
  expect(referencesOf({ id: 1, kind: 'funcProto', returnType: 2, parameters: [{ type: 3 }] })).toEqual([2, 3])
})

const int = { kind: 'int', name: 'int', size: 4, bits: 32, signed: true }

describe('types that cannot be', () => {
  const refused: [string, unknown[], RegExp][] = [
    ['a typedef of itself', [{ kind: 'typedef', name: 'a', type: 1 }], /type 1 \(typedef 'a'\) contains itself/],
    [
      'typedefs in a circle',
      [
        { kind: 'typedef', name: 'a', type: 2 },
        { kind: 'const', type: 3 },
        { kind: 'typedef', name: 'b', type: 1 },
      ],
      /contains itself/,
    ],
    ['a struct in itself', [{ kind: 'struct', size: 4, members: [{ name: 'a', type: 1, bitOffset: 0 }] }], /itself/],
    ['an array of itself', [{ kind: 'array', type: 1, indexType: 1, count: 2 }], /itself/],
    ['an id that is not there', [{ kind: 'ptr', type: 99 }], /refers to type 99, but there are 2/],
    ['a negative id', [{ kind: 'const', type: -1 }], /refers to type -1/],
    [
      'an array of more than 4 GiB',
      [int, { kind: 'array', type: 1, indexType: 1, count: 0x40000000 }],
      /has a size of 4294967296 bytes/,
    ],
    [
      'arrays that multiply to more',
      [
        int,
        { kind: 'array', type: 1, indexType: 1, count: 0x3fffffff },
        { kind: 'array', type: 2, indexType: 1, count: 0x3fffffff },
      ],
      /has a size of/,
    ],
    [
      'a member outside its struct',
      [int, { kind: 'struct', name: 's', size: 4, members: [{ name: 'm', type: 1, bitOffset: 8 }] }],
      /of 4 bytes has member 'm' at bits 8 to 40/,
    ],
    [
      'a bitfield wider than its type',
      [int, { kind: 'struct', size: 8, members: [{ name: 'm', type: 1, bitOffset: 0, bitSize: 33 }] }],
      /bitfield 'm' of 33 bits/,
    ],
    [
      'a member between bytes',
      [int, { kind: 'struct', size: 8, members: [{ name: 'm', type: 1, bitOffset: 3 }] }],
      /at bit 3, which is no bitfield/,
    ],
    ['an int of more bits than bytes', [{ kind: 'int', name: 'i', size: 1, bits: 9 }], /has 9 bits in a size of 1/],
    ['an int of no bits', [{ kind: 'int', name: 'i', size: 1, bits: 0 }], /has 0 bits in a size of 1/],
    ['an enum of three bytes', [{ kind: 'enum', size: 3, signed: false, values: [] }], /a size of 3 bytes/],
    ['a name of 64 MB', [{ kind: 'fwd', name: 'x'.repeat(64 << 20), union: false }], /name of 67108864 characters/],
    [
      'a member with such a name',
      [int, { kind: 'struct', size: 4, members: [{ name: 'x'.repeat(5000), type: 1, bitOffset: 0 }] }],
      /name of 5000 characters/,
    ],
  ]
  test.each(refused)('%s', (_, types, message) => {
    expect(() => handmade(types)).toThrow(
      expect.objectContaining({ code: 'OBJECT_INVALID', message: expect.stringMatching(message) }),
    )
  })

  test('an id beyond the types', () => {
    expect(() => typeOf(handmade([]), 7)).toThrow(expect.objectContaining({ code: 'OBJECT_INVALID' }))
  })
})

test('a chain of 300,000 typedefs takes neither a stack nor long', () => {
  const chain = Array.from({ length: 300_000 }, (_, index) => ({ kind: 'typedef', name: `t${index}`, type: index + 2 }))
  const graph = handmade([...chain, int])
  expect(resolve(graph, 1)).toMatchObject({ kind: 'int' })
  expect(sizeOf(graph, 1)).toBe(4)
})

test.each([127, 128, 129, 100_000])('%i arrays and structs in each other', (deep) => {
  const types = Array.from({ length: deep }, (_, index) =>
    index % 2 === 0
      ? { kind: 'array', type: index + 2, indexType: deep + 1, count: 1 }
      : { kind: 'struct', size: 4, members: [{ name: 'm', type: index + 2, bitOffset: 0 }] },
  )
  const make = () => handmade([...types, int])
  if (deep <= 128) expect(sizeOf(make(), 1)).toBe(4)
  else expect(make).toThrow(expect.objectContaining({ code: 'OBJECT_INVALID' }))
})

test('circles through pointers are fine', () => {
  const graph = handmade([
    { kind: 'struct', name: 'node', size: 8, members: [{ name: 'next', type: 2, bitOffset: 0 }] },
    { kind: 'ptr', type: 1 },
  ])
  expect(sizeOf(graph, 1)).toBe(8)
})
