/**
 * Types of C as the tests make them. What is said here is what the source says: offsets, sizes and byte order are left
 * to the compilers.
 */

export type CType =
  | { kind: 'int'; c: string; bytes: number; signed: boolean }
  | { kind: 'bool' }
  | { kind: 'float'; bytes: 4 | 8 }
  | { kind: 'enum'; c: string; bytes: number; signed: boolean; values: bigint[] }
  | { kind: 'pointer'; declare: (name: string) => string }
  /** `char[size]`; of no size: as much as follows. */
  | { kind: 'text'; size: number | undefined }
  | { kind: 'array'; of: CType; count: number | undefined }
  | CStruct

export interface CStruct {
  kind: 'struct' | 'union'
  /** Without: anonymous, spelled out where it is used. */
  tag: string | undefined
  /** Another name, by which members use it. */
  typedef: string | undefined
  members: CMember[]
  /** Behind the closing brace. */
  attributes: string
}

export interface CMember {
  /** Undefined: an anonymous struct or union. */
  name: string | undefined
  type: CType
  bits?: number
  qualifier?: 'volatile'
  attributes?: string
}

/** `unsigned int name[2]` */
export function declare(type: CType, name: string): string {
  switch (type.kind) {
    case 'int':
    case 'enum':
      return `${type.c} ${name}`
    case 'bool':
      return `_Bool ${name}`
    case 'float':
      return `${type.bytes === 4 ? 'float' : 'double'} ${name}`
    case 'pointer':
      return type.declare(name)
    case 'text':
      return `char ${name}[${type.size ?? ''}]`
    case 'array':
      return declare(type.of, `${name}[${type.count ?? ''}]`)
    default:
      return `${type.typedef ?? (type.tag === undefined ? body(type) : `${type.kind} ${type.tag}`)} ${name}`
  }
}

/** The definition of a struct that has a tag. */
export function define(type: CStruct): string {
  const typedef = type.typedef === undefined ? '' : `\ntypedef ${type.kind} ${type.tag} ${type.typedef};`
  return `${body(type)};${typedef}`
}

function body({ kind, tag = '', members, attributes }: CStruct): string {
  const lines = members.map(({ name = '', type, bits, qualifier, attributes: own = '' }) => {
    const width = bits === undefined ? '' : ` : ${bits}`
    return `${qualifier ? 'volatile ' : ''}${declare(type, name)}${width}${own};`
  })
  return `${kind} ${tag} { ${lines.join(' ')} }${attributes}`
}

/** Whether it ends in a flexible array member. */
export function isOpen(type: CType): boolean {
  if (type.kind === 'text') return type.size === undefined
  if (type.kind === 'array') return type.count === undefined
  return type.kind === 'struct' && isOpen(type.members.at(-1)?.type ?? { kind: 'bool' })
}

/** Whether a pointer is somewhere in it. */
export function hasPointer(type: CType): boolean {
  if (type.kind === 'array') return hasPointer(type.of)
  if (type.kind === 'struct' || type.kind === 'union') return type.members.some((member) => hasPointer(member.type))
  return type.kind === 'pointer'
}
