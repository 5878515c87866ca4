import { expect, test } from 'vitest'
import { graphOf, handmade } from '../object/testing/graph_of.ts'
import { identifier, nameTypes, propertyKey, quote } from './type_names.ts'

test('tags, typedefs, and what has neither', async () => {
  const graph = await graphOf(`
    typedef struct event event;
    struct event { int a; struct { int x; } at; enum { RED } colour; };
    typedef struct { int b; } pair_t;
    typedef unsigned int u32;
    typedef u32 number;
    event v1; pair_t v2[2]; number v3; union { int i; float f; } v4;
    __attribute__((section("xdp"))) int prog(void *ctx) { return v1.a + v2[0].b + v3 + v4.i; }`)
  const names = nameTypes(graph)
  const named = graph.types
    .flatMap(({ id, kind, name = '' }) => (names.has(id) ? [`${kind} ${name} = ${names.get(id)}`] : []))
    .sort()
  expect(named).toEqual([
    'enum  = event_colour',
    'struct  = event_at',
    'struct  = pair_t',
    'struct event = event',
    'typedef event = event',
    'typedef number = number_',
    'typedef pair_t = pair_t',
    'typedef u32 = u32',
    'union  = v4_t',
  ])
})

const int = { kind: 'int', name: 'int', size: 4, bits: 32 }
const struct = (size: number, type = 1) => ({
  kind: 'struct',
  name: 's',
  size,
  members: [{ name: 'a', type, bitOffset: 0 }],
})

test('one type that is an anonymous member and a named one', async () => {
  // `struct_group()` of Linux: our linker merges the two.
  const graph = await graphOf(
    'struct skb { int a; union { struct { int x; }; struct { int x; } headers; }; }; struct skb v;',
  )
  expect([...nameTypes(graph).values()].sort()).toEqual(['skb', 'skb_headers'])
})

test('names of one spelling do not depend on the order of the types', () => {
  const typedef = (type: number) => ({ kind: 'typedef', name: 's', type })
  const namesBySize = (types: unknown[]) => {
    const graph = handmade(types)
    const entries = [...nameTypes(graph)].map(([id, name]) => [`${graph.types[id]?.kind} ${graph.sizes[id]}`, name])
    return Object.fromEntries(entries.sort())
  }
  const expected = { 'struct 4': 's', 'struct 8': 's_2', 'typedef 4': 's_3' }
  expect(namesBySize([int, struct(4), struct(8), typedef(1)])).toEqual(expected)
  expect(namesBySize([int, typedef(1), struct(8), struct(4)])).toEqual(expected)
})

test('names that the file needs are taken', () => {
  const graph = handmade([int, struct(4)])
  expect(nameTypes(graph, ['s']).get(2)).toBe('s_2')
})

test('text that TypeScript can read', () => {
  expect(['event', 'class', 'string', '3com', '', 'a-b', 'Vec<u8>'].map(identifier)).toEqual([
    'event',
    'class_',
    'string_',
    '_3com',
    '_',
    'a_b',
    'Vec_u8_',
  ])
  expect(['pid', 'a-b', '__proto__', "it's"].map(propertyKey)).toEqual(['pid', "'a-b'", "['__proto__']", "'it\\'s'"])
  expect(quote('a\n\u2028*/</script>"')).toBe(`'a\\n\\u2028*\\/<\\/script>"'`)
})
