/** The BTF of an object, as `inspect` tells it. The conventions are those of `types.ts`. */

import type { BtfKind, BtfModifierKind } from '../bpf/btf_kinds.generated.ts'

export type { BtfKind }

export interface BtfInfo {
  /** Bytes of the `.BTF` and `.BTF.ext` sections. */
  size: number
  extSize?: number
  /** How many types, `void` not counted. */
  typeCount: number
  /** How many of each kind that occurs. */
  kinds: Partial<Record<BtfKind, number>>
  /** With `types: true`: by id, so that `types[id].id === id`. */
  types?: BtfType[]
}

export type BtfLinkage = 'static' | 'global' | 'extern'

/**
 * One type. The graph is sound: every id exists, no type contains itself, members lie inside their struct.
 * `name` is left out of anonymous types.
 */
export type BtfType = { id: number; name?: string } & (
  | { kind: 'void' }
  | { kind: 'int'; size: number; bits: number; bitOffset?: number; signed?: true; char?: true; bool?: true }
  | { kind: 'float'; size: number }
  | { kind: 'ptr' | BtfModifierKind; type: number }
  | { kind: 'array'; type: number; indexType: number; count: number }
  | { kind: 'struct' | 'union'; size: number; members: BtfMember[] }
  | { kind: 'enum'; size: number; signed: boolean; values: { name: string; value: number }[] }
  | {
      kind: 'enum64'
      size: number
      signed: boolean
      /** Decimal. */
      values: { name: string; value: string }[]
    }
  | {
      kind: 'fwd'
      /** Whether it is a union, and not a struct. */
      union: boolean
    }
  | { kind: 'func'; type: number; linkage: BtfLinkage }
  | { kind: 'funcProto'; returnType: number; parameters: { name?: string; type: number }[]; variadic?: true }
  | { kind: 'var'; type: number; linkage: BtfLinkage }
  | {
      kind: 'dataSec'
      /** 0 from clang: the ELF section has the size. */
      size: number
      /** Their types are of kind `var`, in `.ksyms` also `func`. */
      variables: { type: number; offset: number; size: number }[]
    }
  | {
      kind: 'declTag'
      type: number
      /** Which member or parameter is tagged; left out when it is the type itself. */
      component?: number
    }
)

export interface BtfMember {
  /** Left out of anonymous members. */
  name?: string
  type: number
  bitOffset: number
  /** Bitfields have it. */
  bitSize?: number
}
