import { expect, test } from 'vitest'
import { readableName, sourceName } from './source_name.ts'

test.each([
  ['Foo_3C_u32_3E_', 'Foo<u32>', 'Foo_u32'],
  ['Option_3C__26_str_3E_', 'Option<&str>', 'Option_str'],
  ['_7B_closure_env_23_0_7D_', '{closure_env#0}', '_closure_env_0'],
  ['_26__5B_u8_5D_', '&[u8]', '_u8'],
  ['_28_u32_2C__20_u64_29_', '(u32, u64)', '_u32_u64'],
  ['fn_28_u32_29__20__2D__3E__20_u8', 'fn(u32) -> u8', 'fn_u32_u8'],
])('%s is %s', (name, source, readable) => {
  expect([sourceName(name), readableName(name)]).toEqual([source, readable])
})

test.each(['event', 'task_struct', 'rfc_28_x', 'a_20_b', 'x_3C_y', '_2A_', 'r_5B__5D'])(
  '%s is no name of Rust',
  (name) => {
    expect([sourceName(name), readableName(name)]).toEqual([name, name])
  },
)

test('a name that was cut', () => {
  const cut = `${'Map_3C_'.padEnd(111, 'x')}_0123456789abcdef`
  expect(sourceName(cut)).toBe(`Map<${'x'.repeat(104)}…`)
  expect(sourceName(`${'x'.repeat(111)}_0123456789abcdef`)).toBe(`${'x'.repeat(111)}_0123456789abcdef`)
})
