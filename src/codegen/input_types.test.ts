import { expect, test } from 'vitest'
import { graphOf, idOf, objectOf } from '../object/testing/graph_of.ts'
import { generateModule } from './generate.ts'
import { inputText } from './input_types.ts'
import { moduleText } from './module.ts'
import { typeContext } from './type_context.ts'

const SOURCE = `
union number { int i; float f; };
struct plain { int x; };
struct s {
  struct plain p; union number one; union number many[2][3];
  union { int a; union { int b; short c; }; struct { int d; union { int e, f; }; }; };
  union { int g; };
} v;
struct outer { struct s inner; } w;
__attribute__((section("xdp"))) int prog(void *ctx) { return v.a + w.inner.a; }`

test('of a union one alternative, however deep it is', async () => {
  const text = moduleText(generateModule(await objectOf(SOURCE), { of: 'x' }), 'declarations')
  expect(text).toContain('export type number__input = { readonly i: number } | { readonly f: number }\n')
  expect(text).toContain(
    'export type s_input = { p: plain; one: number__input; many: number__input[][] } & ' +
      '({ readonly a: number } | { readonly b: number } | { readonly c: number } | ' +
      '{ readonly d: number } & ({ readonly e: number } | { readonly f: number })) & ({ readonly g: number })\n',
  )
  expect(text).toContain('export type outer_input = { inner: s_input }\n')
  expect(text).not.toContain('plain_input')
})

test('what has no union is written as it is read', async () => {
  const graph = await graphOf(SOURCE)
  const context = typeContext(graph)
  expect(inputText(context, idOf(graph, 'plain'))).toBe('plain')
  expect(inputText(context, idOf(graph, 's', 'struct'))).toBe('s_input')
})
