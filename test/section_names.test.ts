/** The section names that the native part knows, against the kernel tables: both speak of the same types. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { attachTypeInfo, programTypeInfo } from '../src/kernel/features.ts'

const text = readFileSync(new URL('../native/inspect/section_names.def', import.meta.url), 'utf8')
const rows = [...text.matchAll(/^BPF_LINKER_SECTION\("([^"]+)", (\w+), (\w+), \w+\)$/gm)]

test('every row of section_names.def is read here', () => {
  expect(rows.length).toBe(text.split('\n').filter((line) => line.startsWith('BPF_LINKER_SECTION')).length)
  expect(rows.length).toBeGreaterThan(50)
})

test.each(rows.map(([, name = '', program = '', attach = '']) => [name, program, attach] as const))(
  '%s is for types that kernels have: %s, %s',
  (_, program, attach) => {
    expect(programTypeInfo(`BPF_PROG_TYPE_${program}`)).toBeDefined()
    if (attach !== 'NONE') expect(attachTypeInfo(`BPF_${attach}`)).toBeDefined()
  },
)
