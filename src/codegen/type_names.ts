/**
 * TypeScript's names for an object's types. C has one name space for tags and one for typedefs, TypeScript has one:
 *
 *     struct event                        event
 *     typedef struct event event;         event                 (the same type)
 *     typedef struct { … } event_t;       event_t               (an anonymous struct is named by its typedef)
 *     struct { struct { … } at; } event;  event_at              (or by the member or variable that it is the type of)
 *     __type(value, struct { … })         counts_value          (or by the map)
 *     typedef __u32 event;                event, or event_2     (a struct `event` comes first)
 *     Foo_3C_u32_3E_                      Foo_u32               (as our linker writes Rust's `Foo<u32>`)
 *
 * Of several types with one name the first by kind, then by layout, keeps it, the others end in `_2`, `_3`, …: the names
 * depend on what the types are, never on their order in the BTF, which links change. Names that TypeScript or the
 * generated file itself needs end in `_`. What has no value of its own has no name: anonymous members, whose fields are
 * those of their struct, and the structs that define maps.
 */
import { type NameSet, uniqueName } from '../object/btf_fields.ts'
import { type BtfGraph, elementOf, resolve, typeOf } from '../object/btf_graph.ts'
import { type BtfComposite, isComposite, isModifier } from '../object/btf_kinds.ts'
import type { BtfType } from '../object/btf_types.ts'
import { readableName } from './source_name.ts'

/** By BTF id: structs, unions, enums and typedefs. */
export type TypeNames = ReadonlyMap<number, string>

/** What a type would be called if it were alone. */
interface Wish {
  name: string
  /** After the place of an anonymous type: names of the source come first. */
  invented: boolean
}

/** What may not be the name of a type or a value in a module. */
const RESERVED = new Set(
  (
    'any async await as bigint boolean break case catch class const continue debugger declare default delete do else enum ' +
    'export extends false finally for function if implements import in instanceof interface let never new null number ' +
    'object package private protected public return static string super switch symbol this throw true try type typeof ' +
    'undefined unknown var void while with yield arguments eval ' +
    // Used by generated code.
    'Array BigInt Boolean DataView Error Infinity Math NaN Number Object RangeError Record String TypeError Uint8Array ' +
    'ArrayBuffer'
  ).split(' '),
)

/** If types share a name, the one of the earlier kind keeps it. */
const RANK: readonly BtfType['kind'][] = ['struct', 'union', 'enum', 'enum64', 'typedef', 'fwd']

/**
 * @param taken names that the generated file gives to other things
 */
export function nameTypes(graph: BtfGraph, taken: Iterable<string> = []): TypeNames {
  const names = new Map<number, string>()
  const used: NameSet = new Map([...taken].map((name) => [name, 2]))
  // Few names are there twice, and only those need a look at what the types are.
  const keys = new Map<number, string>()
  const keyOf = (id: number): string => {
    const key = keys.get(id) ?? sortKey(graph, id)
    keys.set(id, key)
    return key
  }
  // Stable: equal keys stay in the order of the BTF.
  const order = [...wishedNames(graph)]
    .map(([id, wish]) => ({ id, ...wish }))
    .sort(
      (a, b) => compare(a.name, b.name) || Number(a.invented) - Number(b.invented) || compare(keyOf(a.id), keyOf(b.id)),
    )
  for (const { id, name } of order) names.set(id, uniqueName(name, used))
  for (const { id, kind } of graph.types) {
    const target = graph.resolved[id] as number
    if (kind !== 'typedef' || names.has(id)) continue
    const name = names.get(target)
    if (name !== undefined) names.set(id, name)
  }
  return names
}

/** As long as any name that every kernel takes; each use of a type repeats it. */
const LONGEST = 128

/** An identifier that TypeScript takes, as near to a name as can be. */
export function identifier(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_$]/g, '_').slice(0, LONGEST)
  if (plain === '' || /^[0-9]/.test(plain)) return `_${plain}`
  return RESERVED.has(plain) ? `${plain}_` : plain
}

/** A member's name as a key of an interface or an object literal: `pid`, `'a-b'`. */
export function propertyKey(name: string): string {
  // In an object literal, a plain `__proto__` sets the prototype.
  if (name === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quote(name)
}

/** A string literal. */
export function quote(text: string): string {
  // Nearly all names: nothing to be escaped.
  if (/^\w*$/.test(text)) return `'${text}'`
  const inner = JSON.stringify(text).slice(1, -1)
  // Line separators end a line in older parsers; `*/` and `</script` end what the text may be put into.
  return `'${inner
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
    .replaceAll('</', '<\\/')
    .replaceAll('*/', '*\\/')}'`
}

/** Typedefs that are one with their struct are left out. */
function wishedNames(graph: BtfGraph): Map<number, Wish> {
  const wishes = new Map<number, Wish>()
  const typedefs = graph.types.flatMap(({ id, kind, name = '' }) =>
    kind === 'typedef' ? { id, name: identifier(readableName(name)) } : [],
  )
  const nameless = namelessTypes(graph)
  for (const type of graph.types) {
    if (!isTagged(type) || type.name === undefined || nameless.has(type.id)) continue
    wishes.set(type.id, { name: identifier(readableName(type.name)), invented: false })
  }
  // `typedef struct { … } event_t`: of several typedefs the first by the alphabet names it.
  for (const { id, name } of [...typedefs].sort((a, b) => compare(a.name, b.name))) {
    const target = resolve(graph, id)
    if (isTagged(target) && target.name === undefined && !wishes.has(target.id)) {
      wishes.set(target.id, { name, invented: false })
    }
  }
  for (const { id, name } of typedefs) {
    if (wishes.get(graph.resolved[id] as number)?.name !== name) wishes.set(id, { name, invented: false })
  }
  nameByPlace(graph, wishes, nameless)
  for (const type of graph.types) {
    if (!isTagged(type) || wishes.has(type.id) || nameless.has(type.id)) continue
    wishes.set(type.id, { name: `anonymous_${type.kind === 'enum64' ? 'enum' : type.kind}`, invented: true })
  }
  return wishes
}

function isTagged({ kind }: BtfType): boolean {
  return kind === 'struct' || kind === 'union' || kind === 'enum' || kind === 'enum64'
}

/**
 * Anonymous members, and the structs of variables in `.maps`, those of inner maps among them. What equal types were merged
 * into may be an anonymous member and something else (`struct_group()` of Linux): that has a name.
 */
function namelessTypes(graph: BtfGraph): Set<number> {
  const nameless = new Set<number>()
  for (const type of graph.types) {
    if (!isComposite(type)) continue
    for (const member of type.members) {
      const inner = resolve(graph, member.type)
      if (member.name === undefined && isComposite(inner) && inner.name === undefined) nameless.add(inner.id)
    }
  }
  for (const type of graph.types) {
    if (type.kind === 'var') nameless.delete(elementOf(graph, type.type).id)
    if (!isComposite(type)) continue
    for (const { name, type: id } of type.members) if (name !== undefined) nameless.delete(elementOf(graph, id).id)
  }
  for (const { definition } of mapVariables(graph)) {
    for (const { name, type } of definition.members) {
      if (name === 'key' || name === 'value') nameless.delete(innermost(graph, type).id)
    }
    nameless.add(definition.id)
    const values = definition.members.find(({ name }) => name === 'values')
    const inner = values === undefined ? undefined : innermost(graph, values.type)
    if (inner !== undefined && isComposite(inner) && inner.name === undefined) nameless.add(inner.id)
  }
  return nameless
}

function mapVariables(graph: BtfGraph): { name: string; definition: BtfComposite }[] {
  const sections = graph.types.filter((type) => type.kind === 'dataSec' && type.name === '.maps')
  return sections.flatMap((section) =>
    ('variables' in section ? section.variables : []).flatMap(({ type: id }) => {
      const variable = typeOf(graph, id)
      const definition = variable.kind === 'var' ? innermost(graph, variable.type) : undefined
      return definition !== undefined && isComposite(definition) ? { name: variable.name ?? '', definition } : []
    }),
  )
}

/** Behind arrays, qualifiers, and the pointers that are how a map's definition names types. */
function innermost(graph: BtfGraph, id: number): BtfType {
  let type = resolve(graph, id)
  // Each is another type, and only typedefs could lead back: a circle has no more steps than there are types.
  for (let steps = graph.types.length; steps > 0 && (type.kind === 'array' || type.kind === 'ptr'); steps--) {
    type = resolve(graph, type.type)
  }
  return type
}

/** Names anonymous types by the map, the variable or the member that they are of. */
function nameByPlace(graph: BtfGraph, wishes: Map<number, Wish>, nameless: ReadonlySet<number>): void {
  const give = (type: BtfType, name: string): boolean => {
    if (!isTagged(type) || type.name !== undefined || wishes.has(type.id) || nameless.has(type.id)) return false
    wishes.set(type.id, { name: identifier(name), invented: true })
    return true
  }
  for (const { name, definition } of mapVariables(graph)) {
    for (const side of ['key', 'value']) {
      const member = definition.members.find((each) => each.name === side)
      if (member !== undefined) give(innermost(graph, member.type), `${name}_${side}`)
    }
  }
  for (const type of graph.types) {
    if (type.kind === 'var') give(elementOf(graph, type.type), `${type.name ?? ''}_t`)
  }
  // Outer types first: what gets its name here may name what is inside it.
  const pending = [...wishes].map(([id, { name }]) => ({ id, name }))
  pending.sort((a, b) => compare(a.name, b.name) || a.id - b.id)
  const entered = new Set<number>()
  for (const { id, name } of pending) {
    const type = typeOf(graph, id)
    if (!isComposite(type) || entered.has(id)) continue
    entered.add(id)
    for (const member of type.members) {
      const inner = elementOf(graph, member.type)
      // Deep nesting must not make names longer and longer.
      const wish = member.name === undefined || name.length > LONGEST_PLACE ? name : `${name}_${member.name}`
      if (member.name === undefined) pending.push({ id: inner.id, name })
      else if (give(inner, wish)) pending.push({ id: inner.id, name: wish })
    }
  }
}

const LONGEST_PLACE = 200

/** Orders types of one name by what they are, not by where they stand. */
function sortKey(graph: BtfGraph, id: number): string {
  const type = graph.types[id] as BtfType
  const rank = String(RANK.indexOf(type.kind))
  if (isModifier(type)) return `${rank} ${shallow(graph, type.type)}`
  return `${rank} ${shallow(graph, id)}`
}

function shallow(graph: BtfGraph, id: number): string {
  const type = graph.types[id] as BtfType
  const head = `${type.kind} ${type.name ?? ''} ${graph.sizes[id]}`
  if ('members' in type) {
    return `${head} ${type.members.map((m) => `${m.name}:${m.bitOffset}:${m.bitSize}:${brief(graph, m.type)}`).join()}`
  }
  if ('values' in type) return `${head} ${type.values.map((v) => `${v.name}=${v.value}`).join()}`
  return head
}

function brief(graph: BtfGraph, id: number): string {
  const { kind, name } = resolve(graph, id)
  return `${kind} ${name?.slice(0, LONGEST)} ${graph.sizes[id]}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
