/** Kinds of BTF types, told apart. */
import { BTF_KINDS, type BtfModifierKind, MODIFIERS } from '../bpf/btf_kinds.generated.ts'
import { BpfLinkerError } from '../errors.ts'
import type { BtfType } from './btf_types.ts'

/** A type that is another name for, or a qualifier on, a second one. */
export interface BtfModifier {
  id: number
  name?: string
  kind: BtfModifierKind
  type: number
}
/** Any other type. */
export type BtfBaseType =
  | Exclude<BtfType, { kind: 'ptr' | BtfModifier['kind'] }>
  | { id: number; name?: string; kind: 'ptr'; type: number }
export type BtfComposite = Extract<BtfType, { kind: 'struct' | 'union' }>

const MODIFIER_KINDS: ReadonlySet<string | undefined> = new Set(MODIFIERS.map((number) => BTF_KINDS[number]))

export function isModifier(type: BtfType): type is BtfModifier & BtfType {
  return MODIFIER_KINDS.has(type.kind)
}

export function isComposite(type: BtfType | BtfBaseType): type is BtfComposite {
  return type.kind === 'struct' || type.kind === 'union'
}

/** `BTF type 7 (struct 'event')`, for messages. */
export function describeType(type: BtfType): string {
  return `BTF type ${type.id} (${type.kind}${type.name === undefined ? '' : ` '${type.name.slice(0, 80)}'`})`
}

/** The error for a type that cannot be. */
export function wrongType(type: BtfType, what: string): BpfLinkerError {
  return new BpfLinkerError('OBJECT_INVALID', `${describeType(type)} ${what}`, {
    hint: 'the .BTF section is damaged: link the object again',
  })
}
