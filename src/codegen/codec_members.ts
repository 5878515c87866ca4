/**
 * A struct or union as codecs see it: its fields in order, with anonymous structs dissolved and anonymous unions as one
 * piece that has alternatives.
 */
import { type BtfField, fieldsOf } from '../object/btf_fields.ts'
import { type BtfGraph, resolve } from '../object/btf_graph.ts'
import { type BtfComposite, isComposite } from '../object/btf_kinds.ts'
import { type Shape, type ShapeOptions, shapeOf } from './shape.ts'

export interface CodecField {
  kind: 'field'
  name: string
  type: number
  /** Bits from the start of the struct, as BTF counts. */
  bitOffset: number
  /** Only bitfields have it. */
  bitSize: number | undefined
  shape: Shape
  /** It ends where the buffer ends: a flexible array member, or a struct that has one. */
  open: boolean
}

export interface CodecUnion {
  kind: 'union'
  /** Bytes from the start of the struct. */
  offset: number
  size: number
  alternatives: CodecPart[][]
}

export type CodecPart = CodecField | CodecUnion

/** The parts of a struct, in order; of a union, one part that is the union. */
export function partsOf(graph: BtfGraph, struct: BtfComposite, options: ShapeOptions, isOpen: IsOpen): CodecPart[] {
  const fields = fieldsOf(graph, struct.id).values()
  const walk = (type: BtfComposite, start: number, last: boolean): CodecPart[] => {
    const perMember = type.members.map((member, index): CodecPart[] => {
      const isLast = last && (type.kind === 'union' || index === type.members.length - 1)
      const inner = resolve(graph, member.type)
      if (member.name === undefined) return isComposite(inner) ? walk(inner, start + member.bitOffset, isLast) : []
      // `fieldsOf` goes the same way.
      const { value } = fields.next()
      return value === undefined ? [] : [fieldOf(graph, value, isLast, options, isOpen)]
    })
    if (type.kind === 'struct') return perMember.flat()
    const alternatives = perMember.filter((parts) => parts.length > 0)
    return [{ kind: 'union', offset: start / 8, size: type.size, alternatives }]
  }
  return walk(struct, 0, true)
}

function fieldOf(
  graph: BtfGraph,
  { name, type, bitOffset, bitSize }: BtfField,
  last: boolean,
  options: ShapeOptions,
  isOpen: IsOpen,
): CodecField {
  const open = last && bitSize === undefined && isOpen(type)
  return { kind: 'field', name, type, bitOffset, bitSize, shape: shapeOf(graph, type, options, bitSize, open), open }
}

/** Whether a type ends in a flexible array member. */
export type IsOpen = (id: number) => boolean

export function openTypes(graph: BtfGraph): IsOpen {
  const known = new Map<number, boolean>()
  const isOpen = (id: number): boolean => {
    const type = resolve(graph, id)
    if (type.kind === 'array') return type.count === 0
    if (!isComposite(type)) return false
    let open = known.get(type.id)
    if (open === undefined) {
      const last = type.kind === 'union' ? type.members : type.members.slice(-1)
      open = last.some((member) => member.bitSize === undefined && isOpen(member.type))
      known.set(type.id, open)
    }
    return open
  }
  return isOpen
}

/** The fields of these parts, those of unions among them. */
export function fieldsIn(parts: readonly CodecPart[]): CodecField[] {
  return parts.flatMap((part) => (part.kind === 'field' ? [part] : part.alternatives.flatMap(fieldsIn)))
}
