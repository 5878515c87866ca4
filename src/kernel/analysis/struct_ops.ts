/**
 * Which member of which kernel struct a struct_ops program is: the program's
 * section only says that it is one. The object has the structs as variables of
 * `.struct_ops` and `.struct_ops.link`, with relocations where programs stand.
 */

import type { BtfType } from '../../object/btf_types.ts'
import type { ObjectInfo } from '../../object/types.ts'

export interface StructMember {
  /** `tcp_congestion_ops`. */
  struct: string
  /** `release`. */
  member: string
}

/** By the program's name; without BTF, nothing. A program that stands in several members is left out. */
export function structMembers(object: ObjectInfo): Map<string, StructMember> {
  const types = object.btf?.types ?? []
  const found = new Map<string, StructMember | undefined>()
  for (const { kind, relocations, variables } of object.dataSections) {
    if (kind !== 'structOps') continue
    for (const { offset, symbol } of relocations) {
      const variable = variables.find((one) => offset >= one.offset && offset < one.offset + one.size)
      const place = variable && memberAt(types, variable.type, offset - variable.offset)
      if (place === undefined) continue
      const known = found.has(symbol) ? found.get(symbol) : place
      const same = known?.struct === place.struct && known.member === place.member
      found.set(symbol, same ? place : undefined)
    }
  }
  return new Map([...found].filter((entry): entry is [string, StructMember] => entry[1] !== undefined))
}

function memberAt(types: readonly BtfType[], id: number | undefined, offset: number): StructMember | undefined {
  let type = types[id ?? 0]
  while (type?.kind === 'typedef' || type?.kind === 'const' || type?.kind === 'volatile') type = types[type.type]
  if (type?.kind !== 'struct' || type.name === undefined) return undefined
  const member = type.members.find(({ bitOffset }) => bitOffset === offset * 8)?.name
  // What follows `___` is for the compiler: libbpf looks for the struct without it.
  return member === undefined ? undefined : { struct: type.name.replace(/___.*/, ''), member }
}
