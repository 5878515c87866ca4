import { expect, test } from 'vitest'
import { assemble } from '../../../test/support/assemble.ts'
import { violations } from '../../../test/support/judge.ts'
import type { BtfType } from '../../object/btf_types.ts'
import type { Loader } from '../../settings/profile.ts'
import { btfNames } from './btf_names.ts'
import { wordsOn } from './testing/compile.ts'

/** Our own linker mends names, and C has none like these: only other tools make them. */
function find(type: BtfType, loader: Loader = 'cilium') {
  const types: BtfType[] = [{ id: 0, kind: 'void' }, type]
  const btf = { size: 24, typeCount: 1, kinds: { [type.kind]: 1 }, types }
  return violations(btfNames, { ...assemble({ programs: {} }), btf }, loader)
}

const struct = (name?: string): BtfType => ({ id: 1, kind: 'struct', size: 0, members: [], ...(name && { name }) })

test.each(['Option<u32>', '1st', 'a b', 'x'.repeat(128)])('%s is no identifier', (name) => {
  const found = find(struct(name))
  expect(wordsOn('5.10', found)).toEqual([`[1] STRUCT ${name} Invalid name`])
  expect(wordsOn('4.14', found)).toEqual([])
  expect([...find(struct(name), 'libbpf'), ...find(struct(name), 'aya')]).toEqual([])
})

test.each(['Option_u32_', '_x', 'x'.repeat(127), undefined])('%s is fine', (name) => {
  expect(find(struct(name))).toEqual([])
})
