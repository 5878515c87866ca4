import { expect, test } from 'vitest'
import { resolveProfile } from '../profiles.ts'
import { dataSections } from './data_sections.ts'
import { find } from './testing/compile.ts'

const SOURCE = `
int first SEC(".data") = 1; int second SEC(".data.second") = 2;
SEC("xdp") int prog(void *ctx) { return first++ + second++; }`

test('a second section of a kind, for libbpf only', async () => {
  expect(await find(dataSections, SOURCE)).toMatchObject([{ message: expect.stringContaining("'.data.second'") }])
  expect(await find(dataSections, SOURCE, 'aya')).toEqual([])
})

test('the presets leave it off: it is about an old libbpf', () => {
  expect(resolveProfile('linux-5.10').rules).toMatchObject({ 'data-sections': 'off' })
})
