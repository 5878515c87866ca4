import { expect, test } from 'vitest'
import { globalFunctions } from './global_functions.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (declaration: string, argument = '0') => `
int seen;
struct pair { int a, b; };
__attribute__((noinline)) ${declaration} { seen++; return 0; }
SEC("xdp") int prog(struct xdp_md *ctx) { struct pair p = {1, 2}; (void)p; return !!callee(${argument}); }`

test('a pointer as result, from 5.6 on', async () => {
  const found = await find(globalFunctions, source('struct pair *callee(int x)'))
  expect(found).toMatchObject([{ program: 'prog', location: { line: 4 } }])
  expect([wordsOn('5.4', found), wordsOn('5.10', found), wordsOn('6.12', found)]).toEqual([
    [],
    ["Global function callee() doesn't return scalar. Only those are supported."],
    ["Global function callee() doesn't return scalar. Only those are supported."],
  ])
})

test('a pointer as argument, until 5.11', async () => {
  const found = await find(globalFunctions, source('int callee(struct pair *p)', '&p'))
  expect([wordsOn('5.4', found), wordsOn('5.10', found), wordsOn('5.12', found)]).toEqual([
    [],
    ['Arg#0 type PTR in callee() is not supported yet.'],
    [],
  ])
})

test('nothing as result, as 6.18 says too', async () => {
  const found = await find(
    globalFunctions,
    `int seen; __attribute__((noinline)) void callee(int x) { seen += x; }
     SEC("xdp") int prog(void *ctx) { callee(seen); return 1; }`,
  )
  expect(wordsOn('6.18', found)).toEqual(["Global function callee() doesn't return scalar. Only those are supported."])
})

test('a pointer to void as argument, on all', async () => {
  const found = await find(globalFunctions, source('int callee(void *p)', 'ctx'))
  expect(wordsOn('5.10', found)).toEqual(['Arg#0 type PTR in callee() is not supported yet.'])
  expect(wordsOn('6.18', found)).toEqual(["arg#0 reference type('UNKNOWN ') size cannot be determined: -22"])
  const tagged = source('int callee(void *p __attribute__((btf_decl_tag("arg:ctx"))))', 'ctx')
  expect(wordsOn('6.18', await find(globalFunctions, tagged))).toEqual([])
})

test.each([
  ['numbers', 'int callee(unsigned char x)', '1'],
  ['the context', 'int callee(struct xdp_md *x)', 'ctx'],
])('%s are fine', async (_, declaration, argument) => {
  expect(await find(globalFunctions, source(declaration, argument))).toEqual([])
})

test('a hidden function is verified as a static one', async () => {
  expect(await find(globalFunctions, source('__hidden struct pair *callee(int x)'))).toEqual([])
})
