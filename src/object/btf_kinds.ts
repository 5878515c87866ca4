/** Kinds of BTF types, told apart. */
import { BpfLinkerError } from '../errors.ts'
import type { BtfType } from './btf_types.ts'

/** A type that is another name for, or a qualifier on, a second one. */
export interface BtfModifier {
  id: number
  name?: string
  kind: 'typedef' | 'const' | 'volatile' | 'restrict' | 'typeTag'
  type: number
}
/** Any other type. */
export type BtfBaseType =
  | Exclude<BtfType, { kind: 'ptr' | BtfModifier['kind'] }>
  | { id: number; name?: string; kind: 'ptr'; type: number }
export type BtfComposite = Extract<BtfType, { kind: 'struct' | 'union' }>

export function isModifier(type: BtfType): type is BtfModifier & BtfType {
  switch (type.kind) {
    case 'typedef':
    case 'const':
    case 'volatile':
    case 'restrict':
    case 'typeTag':
      return true
    default:
      return false
  }
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
    hint: 'The .BTF section is damaged: link the object again',
  })
}
