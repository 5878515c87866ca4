import type { BtfType } from '../../object/btf_types.ts'
import { loaderTraits } from '../loaders.ts'
import type { Rule } from '../rule.ts'
import { refuse } from './refusal.ts'

/** Kinds whose name has to be an identifier of C; kernel/bpf/btf.c, btf_name_valid_identifier. */
const IDENTIFIERS: ReadonlySet<string> = new Set(['struct', 'union', 'enum', 'enum64', 'fwd', 'typedef', 'func', 'var'])
/** KSYM_NAME_LEN with its 0, before it grew in 6.1. */
const MAX_LENGTH = 127

export const btfNames: Rule = {
  name: 'btf-names',
  scope: 'btf',
  summary: 'Names of types, functions and variables are identifiers of C.',
  *check({ object: { btf }, loader }) {
    if (loaderTraits(loader).btfIsOptional) return
    const wrong = btf?.types?.find((type) => IDENTIFIERS.has(type.kind) && !isIdentifier(type))
    if (wrong === undefined) return
    yield* refuse(
      {
        message: `the object's BTF has a ${wrong.kind} called '${wrong.name}', which is no identifier of C`,
        hint: 'rename it, or link with bpf-linker, which makes names fit for the kernel',
      },
      [{ since: '4.18', says: `[${wrong.id}] ${wrong.kind.toUpperCase()} ${wrong.name} Invalid name` }],
    )
  },
}

function isIdentifier({ name }: BtfType): boolean {
  return name === undefined || (name.length <= MAX_LENGTH && /^[A-Za-z_.][A-Za-z0-9_.]*$/.test(name))
}
