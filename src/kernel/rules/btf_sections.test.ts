import { expect, test } from 'vitest'
import { btfSections } from './btf_sections.ts'
import { find, wordsOn } from './testing/compile.ts'

/** The numbers stand in `.rodata`, under no name. */
const UNNAMED = `
SEC("xdp") int prog(struct xdp_md *context) {
  int numbers[7] = {3, 1, 4, 1, 5, 9, 2};
  return numbers[context->data_end % 7] & 1;
}`

test('constants without a name make a section without variables', async () => {
  const found = await find(btfSections, UNNAMED, 'none')
  expect(found).toMatchObject([{ message: expect.stringContaining('.rodata'), since: '5.12' }])
  expect([wordsOn('5.10', found), wordsOn('5.12', found)]).toEqual([['vlen == 0'], []])
})

test('loaders that leave sections out do not mind, and with a name there is a variable', async () => {
  for (const loader of ['libbpf', 'cilium', 'aya'] as const) {
    expect(await find(btfSections, UNNAMED, loader)).toEqual([])
  }
  const named = UNNAMED.replace('  int numbers', '  static const volatile int numbers')
  expect(await find(btfSections, named, 'none')).toEqual([])
})
