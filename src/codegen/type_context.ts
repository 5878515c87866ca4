/**
 * What every part of a generated module is made from: the types of one object, their names, and how values are given.
 */
import { BpfLinkerError } from '../errors.ts'
import { type NameSet, uniqueName } from '../object/btf_fields.ts'
import type { BtfGraph } from '../object/btf_graph.ts'
import { isComposite, isModifier } from '../object/btf_kinds.ts'
import type { ShapeOptions } from './shape.ts'
import { nameTypes, type TypeNames } from './type_names.ts'

export interface TypeContext {
  graph: BtfGraph
  names: TypeNames
  /**
   * By the id of a struct or union: the name of the type that may be written, where it differs from what is read. Of a
   * union one member is enough, so that a value with a union somewhere in it has such a type: `event_input`.
   */
  inputs: TypeNames
  options: ShapeOptions
}

/** The BTF of a whole kernel has a quarter of it. */
const MOST_FIELDS = 2 ** 20

/**
 * @throws BpfLinkerError OBJECT_INVALID where the members of all types are more than any program has
 * @param taken names that the module gives to other things
 */
export function typeContext(graph: BtfGraph, options: ShapeOptions = {}, taken: readonly string[] = []): TypeContext {
  const fields = graph.fieldCounts.reduce((sum, count) => sum + count, 0)
  if (fields > MOST_FIELDS) {
    const message = `the types of the object have ${fields} members, anonymous ones counted for each; at most ${MOST_FIELDS} are written`
    throw new BpfLinkerError('OBJECT_INVALID', message)
  }
  const names = nameTypes(graph, taken)
  const used: NameSet = new Map([...taken, ...names.values()].map((name) => [name, 2]))
  const inputs = new Map<number, string>()
  const byName = unionUsers(graph).sort((a, b) => ((names.get(a) ?? '') < (names.get(b) ?? '') ? -1 : 1))
  for (const id of byName) {
    const name = names.get(id)
    if (name !== undefined) inputs.set(id, uniqueName(`${name}_input`, used))
  }
  return { graph, names, inputs, options }
}

/** Unions, and the structs that have one in them. */
function unionUsers({ types }: BtfGraph): number[] {
  const users: number[][] = types.map(() => [])
  for (const type of types) {
    if (isComposite(type)) for (const member of type.members) users[member.type]?.push(type.id)
    else if (isModifier(type) || type.kind === 'array') users[type.type]?.push(type.id)
  }
  const found = new Set(types.filter(({ kind }) => kind === 'union').map(({ id }) => id))
  // A set may grow while it is gone through.
  for (const id of found) for (const user of users[id] ?? []) found.add(user)
  return [...found].filter((id) => isComposite(types[id] as (typeof types)[number]))
}
