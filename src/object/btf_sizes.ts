/**
 * Sizes, and what else follows from what is in what: one walk without recursion, innermost types first. Refuses what
 * cannot be.
 */
import { type BtfComposite, describeType, isComposite, isModifier, wrongType } from './btf_kinds.ts'
import type { BtfType } from './btf_types.ts'

const LARGEST_SIZE = 2 ** 32 - 1
const POINTER_SIZE = 8

/** By id. */
export interface BtfTables {
  /** The id of the type without typedefs and qualifiers. */
  readonly resolved: Uint32Array
  /** How many fields a struct or union has, including those of anonymous members; 0 for other types. */
  readonly fieldCounts: Float64Array
  /** Bytes; -1 for what has no size (`void`, functions, forward declarations, arrays of these). */
  readonly sizes: Float64Array
}

/** What is laid out inside a type: its members, its elements, what it is another name for. */
function partCount(type: BtfType): number {
  if (isComposite(type)) return type.members.length
  return isModifier(type) || type.kind === 'array' || type.kind === 'var' ? 1 : 0
}

function partOf(type: BtfType, index: number): number {
  if (isComposite(type)) return type.members[index]?.type ?? 0
  return 'type' in type ? type.type : 0
}

export function layOut(types: readonly BtfType[]): BtfTables {
  const [unseen, open, done] = [0, 1, 2]
  const states = new Uint8Array(types.length)
  const resolved = new Uint32Array(types.length)
  const sizes = new Float64Array(types.length).fill(-1)
  const fieldCounts = new Float64Array(types.length)
  const depths = new Uint16Array(types.length)
  // Depth is bounded by the types: one that is open is not entered again.
  const ids: number[] = []
  const nexts: number[] = []
  for (let root = 0; root < types.length; root++) {
    if (states[root] !== unseen) continue
    ids.push(root)
    nexts.push(0)
    states[root] = open
    while (ids.length > 0) {
      const top = ids.length - 1
      const id = ids[top] as number
      const type = types[id] as BtfType
      const next = nexts[top] as number
      if (next < partCount(type)) {
        nexts[top] = next + 1
        const part = partOf(type, next)
        if (states[part] === open) throw wrongType(types[part] as BtfType, 'contains itself')
        if (states[part] === unseen) {
          states[part] = open
          ids.push(part)
          nexts.push(0)
        }
        continue
      }
      resolved[id] = isModifier(type) ? (resolved[type.type] as number) : id
      depths[id] = depthFrom(type, depths)
      sizes[id] = sizeFrom(types, type, sizes)
      if (isComposite(type)) fieldCounts[id] = countFields(type, resolved, fieldCounts)
      states[id] = done
      ids.pop()
      nexts.pop()
    }
  }
  return { resolved, sizes, fieldCounts }
}

/**
 * How many structs, unions and arrays are in each other: what may recurse then, does not run out of stack. Kernels take 32
 * (`MAX_RESOLVE_DEPTH`, kernel/bpf/btf.c of Linux 6.12).
 */
const DEEPEST = 128

function depthFrom(type: BtfType, depths: Uint16Array): number {
  let inner = 0
  for (let index = partCount(type); index-- > 0; ) inner = Math.max(inner, depths[partOf(type, index)] as number)
  if (!isComposite(type) && type.kind !== 'array') return inner
  if (inner === DEEPEST) throw wrongType(type, `has more than ${DEEPEST} structs and arrays in each other`)
  return inner + 1
}

/** Counted, not made: anonymous unions in each other may multiply to any number. */
function countFields({ members }: BtfComposite, resolved: Uint32Array, fieldCounts: Float64Array): number {
  let count = 0
  for (const { name, type } of members) {
    count += name === undefined ? (fieldCounts[resolved[type] as number] as number) : 1
  }
  return count
}

/** The size of a type whose parts have theirs. */
function sizeFrom(types: readonly BtfType[], type: BtfType, sizes: Float64Array): number {
  switch (type.kind) {
    case 'int':
      // Rust's `()` has neither bits nor bytes.
      if ((type.bits < 1 && type.size !== 0) || (type.bitOffset ?? 0) + type.bits > type.size * 8 || type.size > 16) {
        throw wrongType(type, `has ${type.bits} bits in a size of ${type.size} bytes`)
      }
      return type.size
    case 'ptr':
      return POINTER_SIZE
    case 'enum':
    case 'enum64':
      // A size of 0 is `enum e;`, never defined.
      if (![0, 1, 2, 4, 8, 16].includes(type.size)) throw wrongType(type, `has a size of ${type.size} bytes`)
      return type.size === 0 ? -1 : type.size
    case 'float':
    case 'dataSec':
      return checkedSize(type, type.size)
    case 'array': {
      const each = sizes[type.type] as number
      return each < 0 ? -1 : checkedSize(type, each * type.count)
    }
    case 'struct':
    case 'union':
      for (const member of type.members) checkMember(types, type, member, sizes)
      return checkedSize(type, type.size)
    case 'var':
    case 'typedef':
    case 'const':
    case 'volatile':
    case 'restrict':
    case 'typeTag':
      return sizes[type.type] as number
    default:
      return -1
  }
}

function checkedSize(type: BtfType, size: number): number {
  if (Number.isInteger(size) && size >= 0 && size <= LARGEST_SIZE) return size
  throw wrongType(type, `has a size of ${size} bytes; at most ${LARGEST_SIZE} are possible`)
}

function checkMember(
  types: readonly BtfType[],
  type: BtfComposite,
  member: BtfComposite['members'][number],
  sizes: Float64Array,
): void {
  const name = member.name ?? '(anonymous)'
  const bytes = Math.max(0, sizes[member.type] as number)
  const bits = member.bitSize ?? oldBitfield(types, member.type) ?? bytes * 8
  if (member.bitSize !== undefined && (member.bitSize < 1 || member.bitSize > bytes * 8)) {
    const target = describeType(types[member.type] as BtfType)
    throw wrongType(type, `has a bitfield '${name}' of ${member.bitSize} bits in ${target} of ${bytes} bytes`)
  }
  if (member.bitOffset < 0 || member.bitOffset + bits > type.size * 8) {
    const end = member.bitOffset + bits
    throw wrongType(type, `of ${type.size} bytes has member '${name}' at bits ${member.bitOffset} to ${end}`)
  }
  if (member.bitSize === undefined && member.bitOffset % 8 !== 0 && bits === bytes * 8 && bits > 0) {
    throw wrongType(type, `has member '${name}' at bit ${member.bitOffset}, which is no bitfield`)
  }
}

/** Before `kind_flag` (Linux 5.0), a bitfield was a member of an `int` with fewer bits than its bytes have. */
function oldBitfield(types: readonly BtfType[], id: number): number | undefined {
  // Circles are found before a member is checked.
  let type = types[id]
  while (type !== undefined && isModifier(type)) type = types[type.type]
  return type?.kind === 'int' && type.bits < type.size * 8 ? (type.bitOffset ?? 0) + type.bits : undefined
}
