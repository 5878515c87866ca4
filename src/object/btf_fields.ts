/**
 * The members of a struct or union as C code names them: those of anonymous members among its own.
 */
import { type BtfGraph, resolve, tagsOf } from './btf_graph.ts'
import { type BtfComposite, isComposite, wrongType } from './btf_kinds.ts'
import type { BtfMember } from './btf_types.ts'

export interface BtfField {
  /** Unique in its struct, never empty. What C names twice (only damaged BTF does) has `_2` at its end. */
  name: string
  /** As declared: typedefs and qualifiers included. */
  type: number
  /**
   * From the start of the struct that was asked for. Of a bitfield as BTF counts: in little endian from the least
   * significant bit of a unit, in big endian from the most significant one.
   */
  bitOffset: number
  /** Only bitfields have it. */
  bitSize: number | undefined
  /** It shares its bytes with other fields: its struct, or an anonymous one on the way to it, is a union. */
  overlaps: boolean
  /** The id of the struct or union that declares it, which differs from what was asked for in an anonymous member. */
  owner: number
  /** Its index among the members of `owner`. */
  index: number
  /** Decl tags on the member. */
  tags: readonly string[]
}

/** As many members as BTF can give to one struct (`BTF_MAX_VLEN`). */
const MOST_FIELDS = 0xffff

/**
 * The fields of a struct or union (behind typedefs and qualifiers), in the order of the source. Unnamed members that are
 * no struct or union are padding and left out.
 * @throws BpfLinkerError OBJECT_INVALID when anonymous members in each other multiply to more than any C program has
 */
export function fieldsOf(graph: BtfGraph, id: number): BtfField[] {
  const struct = resolve(graph, id)
  if (!isComposite(struct)) throw new TypeError(`fieldsOf: type ${id} is no struct or union`)
  const fields: BtfField[] = []
  const names: NameSet = new Map()
  // Depth first, in order.
  const open: { type: BtfComposite; next: number; bitOffset: number; overlaps: boolean }[] = [
    { type: struct, next: 0, bitOffset: 0, overlaps: struct.kind === 'union' },
  ]
  const count = graph.fieldCounts[struct.id] as number
  if (count > MOST_FIELDS)
    throw wrongType(struct, `has ${count} members, anonymous ones counted; at most ${MOST_FIELDS} are possible`)
  // What is anonymous and empty is no field, and counts as well.
  let visited = 0
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const index = top.next++
    const member = top.type.members[index]
    if (member === undefined) {
      open.pop()
      continue
    }
    if (++visited > 2 * MOST_FIELDS) throw wrongType(struct, `has more than ${MOST_FIELDS} anonymous members`)
    const type = resolve(graph, member.type)
    const bitOffset = top.bitOffset + member.bitOffset
    if (member.name !== undefined) {
      fields.push(fieldFrom(graph, top.type.id, index, member, bitOffset, top.overlaps, names))
    } else if (isComposite(type)) {
      open.push({ type, next: 0, bitOffset, overlaps: top.overlaps || type.kind === 'union' })
    }
  }
  return fields
}

function fieldFrom(
  graph: BtfGraph,
  owner: number,
  index: number,
  member: BtfMember,
  bitOffset: number,
  overlaps: boolean,
  names: NameSet,
): BtfField {
  const name = uniqueName(member.name ?? '', names)
  const tags = tagsOf(graph, owner, index)
  const { type } = member
  const int = resolve(graph, type)
  // Before `kind_flag`, the `int` itself said which of its bits are meant.
  if (member.bitSize === undefined && int.kind === 'int' && int.bits < int.size * 8) {
    return { name, type, bitOffset: bitOffset + (int.bitOffset ?? 0), bitSize: int.bits, overlaps, owner, index, tags }
  }
  return { name, type, bitOffset, bitSize: member.bitSize, overlaps, owner, index, tags }
}

/** Names that are taken, each with the number to try next for another of that name. */
export type NameSet = Map<string, number>

/** `name`, or `name_2`, `name_3`, … where it is taken; takes it. */
export function uniqueName(name: string, taken: NameSet): string {
  let count = taken.get(name)
  if (count === undefined) {
    taken.set(name, 2)
    return name
  }
  while (taken.has(`${name}_${count}`)) count++
  taken.set(name, count + 1)
  taken.set(`${name}_${count}`, 2)
  return `${name}_${count}`
}
