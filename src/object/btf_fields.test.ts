import { expect, test } from 'vitest'
import { fieldsOf, uniqueName } from './btf_fields.ts'
import { graphOf, handmade, idOf } from './testing/graph_of.ts'

const places = (fields: ReturnType<typeof fieldsOf>) =>
  fields.map(({ name, bitOffset, bitSize, overlaps }) => [name, bitOffset, bitSize, overlaps])

test('anonymous members are flattened as in C', async () => {
  const graph = await graphOf(`
    struct s {
      int a;
      union { struct { short b, c; }; unsigned char d[4] __attribute__((btf_decl_tag("raw"))); };
      struct { int e; } f;
      unsigned g : 3, : 5, h : 9;
    } v;
    __attribute__((section("xdp"))) int prog(void *ctx) { return v.a; }`)
  const fields = fieldsOf(graph, idOf(graph, 's'))
  expect(places(fields)).toEqual([
    ['a', 0, undefined, false],
    ['b', 32, undefined, true],
    ['c', 48, undefined, true],
    ['d', 32, undefined, true],
    ['f', 64, undefined, false],
    ['g', 96, 3, false],
    ['h', 104, 9, false],
  ])
  expect(fields.find(({ name }) => name === 'd')?.tags).toEqual(['raw'])
})

test('every member of a union overlaps', async () => {
  const graph = await graphOf(`
    union u { int a; struct { char b, c; }; } v;
    __attribute__((section("xdp"))) int prog(void *ctx) { return v.a; }`)
  expect(places(fieldsOf(graph, idOf(graph, 'u')))).toEqual([
    ['a', 0, undefined, true],
    ['b', 0, undefined, true],
    ['c', 8, undefined, true],
  ])
})

test('bitfields of the format before kind_flag', () => {
  const graph = handmade([
    { kind: 'int', name: 'unsigned int', size: 4, bits: 5, bitOffset: 2 },
    { kind: 'struct', size: 4, members: [{ name: 'a', type: 1, bitOffset: 3 }] },
  ])
  expect(places(fieldsOf(graph, 2))).toEqual([['a', 5, 5, false]])
})

test('a name that is there twice', () => {
  const graph = handmade([
    { kind: 'int', name: 'int', size: 4, bits: 32 },
    { kind: 'union', size: 4, members: ['a', 'a', 'a_2', 'a'].map((name) => ({ name, type: 1, bitOffset: 0 })) },
  ])
  expect(fieldsOf(graph, 2).map(({ name }) => name)).toEqual(['a', 'a_2', 'a_2_2', 'a_3'])
})

test('65,535 times one name takes no long', () => {
  const taken = new Map()
  for (let count = 0; count < 65_535; count++) uniqueName('a', taken)
  expect(uniqueName('a', taken)).toBe('a_65536')
})

test('anonymous unions in each other that multiply are refused', () => {
  const levels = Array.from({ length: 40 }, (_, index) => ({
    kind: 'union',
    size: 4,
    members: [1, 2].map(() => ({ type: index + 1, bitOffset: 0 })),
  }))
  const graph = handmade([
    { kind: 'union', size: 4, members: [{ name: 'a', type: 42, bitOffset: 0 }] },
    ...levels,
    { kind: 'int', name: 'int', size: 4, bits: 32 },
  ])
  expect(() => fieldsOf(graph, 41)).toThrow(expect.objectContaining({ code: 'OBJECT_INVALID' }))
})
