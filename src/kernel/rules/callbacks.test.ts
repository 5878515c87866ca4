import { expect, test } from 'vitest'
import { callbacks } from './callbacks.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (how: string) => `
${how} long each(__u32 index, void *context) { return index > 3; }
SEC("xdp") int prog(void *ctx) {
  return bpf_loop(10, each, 0, 0);
}`

test('a global callback is told where its address is taken', async () => {
  const found = await find(callbacks, source(''))
  expect(found).toMatchObject([{ program: 'prog', location: { line: 4 } }])
  expect(wordsOn('6.1', found)).toEqual(['callback function not static'])
})

test.each(['static', '__hidden'])('a %s one is fine', async (how) => {
  expect(await find(callbacks, source(how))).toEqual([])
})
