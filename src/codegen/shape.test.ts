import { expect, test } from 'vitest'
import { fieldsOf } from '../object/btf_fields.ts'
import { graphOf, idOf } from '../object/testing/graph_of.ts'
import { shapeOf } from './shape.ts'

test('what C types are in JavaScript', async () => {
  const graph = await graphOf(`
    typedef unsigned char u8;
    enum small { ONE = 1 };
    enum wide { HUGE = 0x123456789abcdef0 };
    struct s {
      int a; unsigned long b; _Bool c; double d; enum small e; enum wide f; void *g;
      char h[16]; u8 i[6]; signed char j[2]; int k[3][2]; struct { int x; } l; union { int y; } m;
      unsigned long n : 40, o : 60; __int128 p; char q[];
    };
    struct s *v;
    __attribute__((section("xdp"))) int prog(void *ctx) { return v ? v->a : 0; }`)
  const fields = fieldsOf(graph, idOf(graph, 's'))
  const shapes = Object.fromEntries(
    fields.map(({ name, type, bitSize }) => [name, shapeOf(graph, type, {}, bitSize, name === 'q')]),
  )
  expect(shapes).toMatchObject({
    a: { kind: 'int', bytes: 4, bits: 32, signed: true, as: 'number' },
    b: { kind: 'int', bytes: 8, bits: 64, signed: false, as: 'bigint' },
    c: { kind: 'bool' },
    d: { kind: 'float', bytes: 8 },
    e: { kind: 'enum', bytes: 4, as: 'number' },
    f: { kind: 'enum', bytes: 8, as: 'bigint' },
    g: { kind: 'pointer' },
    h: { kind: 'string', bytes: 16 },
    i: { kind: 'bytes', bytes: 6 },
    j: { kind: 'array', element: { kind: 'int', bytes: 1, signed: true }, count: 2, stride: 1 },
    k: { kind: 'array', count: 3, stride: 8, element: { kind: 'array', count: 2, stride: 4 } },
    l: { kind: 'struct', bytes: 4 },
    m: { kind: 'union', bytes: 4 },
    n: { kind: 'int', bits: 40, bytes: 8, as: 'number' },
    o: { kind: 'int', bits: 60, bytes: 8, as: 'bigint' },
    p: { kind: 'int', bytes: 16, as: 'bigint' },
    q: { kind: 'string', bytes: undefined },
  })
  const options = { integers: 'number', strings: 'bytes' } as const
  const [b, h, p] = ['b', 'h', 'p'].map((name) => fields.find((field) => field.name === name)?.type ?? 0)
  expect(shapeOf(graph, b ?? 0, options)).toMatchObject({ as: 'number' })
  expect(shapeOf(graph, h ?? 0, options)).toEqual({ kind: 'bytes', bytes: 16 })
  expect(shapeOf(graph, p ?? 0, options)).toMatchObject({ as: 'bigint' })
})
