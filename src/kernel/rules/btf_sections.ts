import { loaderTraits } from '../loaders.ts'
import type { Rule } from '../rule.ts'
import { refuse } from './refusal.ts'

/** 13ca51d5eb35, "bpf: Permit size-0 datasec". */
const EMPTY_SECTIONS = '5.12'

/** What LLVM makes of constants that have no name: `.rodata` without variables. */
export const btfSections: Rule = {
  name: 'btf-sections',
  scope: 'btf',
  summary: 'A data section in BTF has variables; since Linux 5.12 it need not.',
  *check({ object: { btf }, loader }) {
    const traits = loaderTraits(loader)
    if (traits.btfIsOptional || traits.rewritesKinds.includes('dataSec')) return
    const empty = btf?.types?.find((type) => type.kind === 'dataSec' && type.variables.length === 0)
    if (empty === undefined) return
    yield* refuse(
      {
        message: `the object's BTF has the section '${empty.name}' without a variable in it`,
        hint: 'name the constants: static const variables instead of values in the code',
      },
      [{ since: '5.2', until: EMPTY_SECTIONS, says: 'vlen == 0' }],
    )
  },
}
