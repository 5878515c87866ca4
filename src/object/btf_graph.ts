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
import { type BtfBaseType, wrongType } from './btf_kinds.ts'
import { type BtfTables, layOut } from './btf_sizes.ts'
import type { BtfType } from './btf_types.ts'
import type { ObjectInfo } from './types.ts'

export interface BtfGraph extends BtfTables {
  readonly endianness: ObjectInfo['endianness']
  /** By id; the first is `void`. */
  readonly types: readonly BtfType[]
  /** `btf_decl_tag`s by what they are on; {@link tagsOf} knows how. */
  readonly tags: ReadonlyMap<string, readonly string[]>
}

/** The kernel takes 511 bytes (`KSYM_NAME_LEN`, Linux 6.1); a name of many times that is no name. */
const LONGEST_NAME = 4096

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

function typeAt(types: readonly BtfType[], id: number): BtfType {
  const type = types[id]
  if (type !== undefined) return type
  throw new BpfLinkerError('OBJECT_INVALID', `there is no BTF type ${id}: the object has ${types.length}`)
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
