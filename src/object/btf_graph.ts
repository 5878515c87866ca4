/**
 * BTF as a graph that can be asked: what a type is behind its typedefs and qualifiers, how many bytes it takes, what is
 * tagged. Pure; made once from what `inspect` tells with `types: true`, then only read.
 *
 *     const graph = btfGraph(await inspect('probe.bpf.o', { types: true }))
 *     sizeOf(graph, id), resolve(graph, id), fieldsOf(graph, id)        // fieldsOf: btf_fields.ts
 *
 * Types are named by their ids and may refer to each other in circles through pointers. Every table is filled in one walk
 * without recursion, in time linear in the types, so that no BTF, however it is made, hangs or overflows what asks.
 * `inspect` refuses unsound BTF already; it is refused here too, since the data may have come another way (a file of JSON).
 */
import { BpfLinkerError } from '../errors.ts'
import type { BtfType, ObjectInfo } from './types.ts'

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

export interface BtfGraph {
  readonly endianness: ObjectInfo['endianness']
  /** By id; the first is `void`. */
  readonly types: readonly BtfType[]
  /** By id: the id of the type without typedefs and qualifiers. */
  readonly resolved: Uint32Array
  /** By id of a struct or union: its fields, those of anonymous members among them; else 0. */
  readonly fieldCounts: Float64Array
  /** By id: bytes; -1 for what has no size (`void`, functions, forward declarations, arrays of these). */
  readonly sizes: Float64Array
  /** `btf_decl_tag`s by what they are on; {@link tagsOf} knows how. */
  readonly tags: ReadonlyMap<string, readonly string[]>
}

/** The kernel takes 511 bytes (`KSYM_NAME_LEN`, Linux 6.1); a name of many times that is no name. */
const LONGEST_NAME = 4096
const LARGEST_SIZE = 2 ** 32 - 1
const POINTER_SIZE = 8

/**
 * The graph of an object's types; one of `void` alone without BTF.
 * @throws BpfLinkerError OBJECT_INVALID where the types cannot be: an id that no type has, a type that contains itself, a
 *   member outside its struct
 */
export function btfGraph(object: Pick<ObjectInfo, 'endianness' | 'btf'>): BtfGraph {
  const { endianness, btf } = object
  if (btf !== undefined && btf.types === undefined) {
    throw new TypeError('btfGraph: the object was inspected without `types: true`')
  }
  const types: readonly BtfType[] = btf?.types ?? [{ id: 0, kind: 'void' }]
  const tags = new Map<string, string[]>()
  for (const [id, type] of types.entries()) {
    checkNames(type, id)
    checkTargets(types, type, id)
    if (type.kind !== 'declTag') continue
    const key = tagKey(type.type, type.component)
    const list = tags.get(key)
    if (list === undefined) tags.set(key, [type.name ?? ''])
    else list.push(type.name ?? '')
  }
  return { endianness, types, ...layOut(types), tags }
}

/** @throws BpfLinkerError OBJECT_INVALID for an id that no type has */
export function typeOf(graph: BtfGraph, id: number): BtfType {
  return typeAt(graph.types, id)
}

/** The type behind typedefs, qualifiers and type tags. */
export function resolve(graph: BtfGraph, id: number): BtfBaseType {
  return typeOf(graph, graph.resolved[typeOf(graph, id).id] ?? 0) as BtfBaseType
}

/** Bytes of a value of that type; undefined for `void`, functions and what is only declared. */
export function sizeOf(graph: BtfGraph, id: number): number | undefined {
  const size = graph.sizes[typeOf(graph, id).id]
  return size === undefined || size < 0 ? undefined : size
}

const NO_TAGS: readonly string[] = []

/** The texts of `__attribute__((btf_decl_tag("text")))` on a type, or on a member or parameter of it. */
export function tagsOf(graph: BtfGraph, id: number, component?: number): readonly string[] {
  return (graph.tags.size > 0 && graph.tags.get(tagKey(id, component))) || NO_TAGS
}

/** What an array is made of, also one of arrays; the type itself where it is none. */
export function elementOf(graph: BtfGraph, id: number): BtfBaseType {
  let type = resolve(graph, id)
  while (type.kind === 'array') type = resolve(graph, type.type)
  return type
}

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

function typeAt(types: readonly BtfType[], id: number): BtfType {
  const type = types[id]
  if (type !== undefined) return type
  throw new BpfLinkerError('OBJECT_INVALID', `There is no BTF type ${id}: the object has ${types.length}`)
}

function tagKey(id: number, component: number | undefined): string {
  return component === undefined ? `${id}` : `${id}.${component}`
}

function checkNames(type: BtfType, id: number): void {
  if (type.id !== id) throw wrongType(type, `stands at place ${id} of the types`)
  const check = (name: string | undefined): void => {
    if (name !== undefined && name.length > LONGEST_NAME) {
      throw wrongType(type, `has a name of ${name.length} characters; a name has at most ${LONGEST_NAME}`)
    }
  }
  check(type.name)
  if ('members' in type) for (const { name } of type.members) check(name)
  else if ('values' in type) for (const { name } of type.values) check(name)
  else if ('parameters' in type) for (const { name } of type.parameters) check(name)
}

/** The ids that a type refers to, each once for each reference. */
export function referencesOf(type: BtfType): number[] {
  switch (type.kind) {
    case 'void':
    case 'int':
    case 'float':
    case 'enum':
    case 'enum64':
    case 'fwd':
      return []
    case 'array':
      return [type.type, type.indexType]
    case 'struct':
    case 'union':
      return type.members.map((member) => member.type)
    case 'funcProto':
      return [type.returnType, ...type.parameters.map((parameter) => parameter.type)]
    case 'dataSec':
      return type.variables.map((variable) => variable.type)
    default:
      return [type.type]
  }
}

function checkTargets(types: readonly BtfType[], type: BtfType, id: number): void {
  for (const target of referencesOf(type)) {
    if (types[target] === undefined) {
      throw wrongType(types[id] as BtfType, `refers to type ${target}, but there are ${types.length}`)
    }
  }
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

/** Sizes and resolved types, innermost types first. */
function layOut(types: readonly BtfType[]): Pick<BtfGraph, 'resolved' | 'sizes' | 'fieldCounts'> {
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
 * (`MAX_RESOLVE_DEPTH`, kernel/bpf/btf.c of Linux 6.12), clang 256 brackets.
 */
const DEEPEST = 256

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
      if (type.bits < 1 || (type.bitOffset ?? 0) + type.bits > type.size * 8 || type.size > 16) {
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
