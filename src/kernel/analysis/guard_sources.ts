/** Instructions whose result the loader decides: where guards come from. */

import type { BtfType } from '../../object/btf_types.ts'
import type {
  CoreRelocationInfo,
  CoreRelocationKind,
  DataSectionInfo,
  FunctionInfo,
  ObjectInfo,
  RelocationInfo,
} from '../../object/types.ts'
import type { Guard } from './guard.ts'

export type Source =
  /** The result itself is decided. */
  | { kind: 'value'; guard: Guard }
  /** The result is an address of such variables; a load from it is decided. `variable` names what is at an offset. */
  | { kind: 'address'; offset: number; variable: (offset: number) => Guard | undefined }

/**
 * The verifier reads constant offsets of frozen read-only maps since 5.5
 * (a23740ec43ba, "bpf: Track contents of read-only maps as scalars").
 */
const READS_RODATA = '5.5'

/** Instructions that the relocations of a function make sources, by number. */
export function findSources(
  object: ObjectInfo,
  info: FunctionInfo,
  relocations: ReadonlyMap<number, RelocationInfo>,
  indexOf: (offset: number) => number,
): Map<number, Source> {
  const sources = new Map<number, Source>()
  for (const relocation of info.coreRelocations) {
    const check = CHECKS[relocation.kind]
    if (check === undefined) continue
    const name = `${check}(${subject(relocation, object.btf?.types)})`
    sources.set(indexOf(relocation.offset), { kind: 'value', guard: { name, since: undefined } })
  }
  for (const [index, relocation] of relocations) {
    const source = relocation.target === 'data' ? ofData(object, relocation) : ofExtern(object, relocation)
    if (source !== undefined) sources.set(index, source)
  }
  return sources
}

const CHECKS: Partial<Record<CoreRelocationKind, string>> = {
  fieldExists: 'bpf_core_field_exists',
  typeExists: 'bpf_core_type_exists',
  typeSize: 'bpf_core_type_size',
  typeMatches: 'bpf_core_type_matches',
  enumvalExists: 'bpf_core_enum_value_exists',
}

function ofData(object: ObjectInfo, relocation: RelocationInfo): Source | undefined {
  const symbol = object.symbols[relocation.symbolIndex]
  const sectionName = symbol && object.sections[symbol.section]?.name
  const section = object.dataSections.find(({ name, kind }) => name === sectionName && kind === 'rodata')
  if (symbol === undefined || section === undefined) return undefined
  const offset = symbol.value + (relocation.addend ?? 0)
  return { kind: 'address', offset, variable: (at) => variableAt(section, at) }
}

function variableAt(section: DataSectionInfo, at: number): Guard | undefined {
  const variable = section.variables.find(({ offset, size }) => at >= offset && at < offset + size)
  return variable && { name: variable.name, since: READS_RODATA }
}

function ofExtern(object: ObjectInfo, { symbol, target, type }: RelocationInfo): Source | undefined {
  if (target !== 'extern' || type !== 'R_BPF_64_64') return undefined
  const extern = object.externs.find(({ name }) => name === symbol)
  if (extern?.kind === 'kconfig') {
    return { kind: 'address', offset: 0, variable: () => ({ name: extern.name, since: READS_RODATA }) }
  }
  // If the kernel does not have it, the loader makes the address 0.
  if (extern?.weak === true) return { kind: 'value', guard: { name: `&${extern.name}`, since: undefined } }
  return undefined
}

/** `task_struct::pid`, or the type and the indices where the types do not tell more. */
function subject({ typeName, access, kind, type }: CoreRelocationInfo, types: readonly BtfType[] | undefined): string {
  const root = typeName ?? `type ${type}`
  const [, ...indices] = access.split(':').map(Number)
  if (kind === 'enumvalExists') {
    const value = Number(access)
    const from = types && resolve(types, type)
    const named = from?.kind === 'enum' || from?.kind === 'enum64' ? from.values[value]?.name : undefined
    return named ?? `${root} ${access}`
  }
  if (kind !== 'fieldExists') return root
  const path = types && memberPath(types, type, indices)
  return path === undefined || path === '' ? `${root} ${access}` : `${root}::${path}`
}

function memberPath(types: readonly BtfType[], root: number, indices: readonly number[]): string | undefined {
  let path = ''
  let at = resolve(types, root)
  for (const index of indices) {
    if (at?.kind === 'array') {
      path += `[${index}]`
      at = resolve(types, at.type)
    } else if (at?.kind === 'struct' || at?.kind === 'union') {
      const member = at.members[index]
      if (member === undefined) return undefined
      if (member.name !== undefined) path += `${path === '' ? '' : '.'}${member.name}`
      at = resolve(types, member.type)
    } else return undefined
  }
  return path
}

/** Through qualifiers and typedefs. */
function resolve(types: readonly BtfType[], id: number): BtfType | undefined {
  let type = types[id]
  while (
    type !== undefined &&
    (type.kind === 'typedef' || type.kind === 'const' || type.kind === 'volatile' || type.kind === 'restrict')
  ) {
    type = types[type.type]
  }
  return type
}
