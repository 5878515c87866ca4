/**
 * TypeScript's names for an object's types. C has one name space for tags and one for typedefs, TypeScript has one:
 *
 *     struct event                        event
 *     typedef struct event event;         event                 (the same type)
 *     typedef struct { … } event_t;       event_t               (an anonymous struct is named by its typedef)
 *     struct { struct { … } at; } event;  event_at              (or by the member or variable that it is the type of)
 *     typedef __u32 event;                event, or event_2     (a struct `event` comes first)
 *
 * Of several types with one name the first by kind, then by layout, keeps it, the others end in `_2`, `_3`, …: the names
 * depend on what the types are, never on their order in the BTF, which links change. Names that TypeScript or the
 * generated file itself needs end in `_`.
 */

import { type NameSet, uniqueName } from '../object/btf_fields.ts'
import { type BtfGraph, isModifier, resolve } from '../object/btf_graph.ts'
import type { BtfType } from '../object/types.ts'

/** By BTF id: structs, unions and enums always; typedefs that have a name of their own. */
export type TypeNames = ReadonlyMap<number, string>

/** What may not be the name of a type or a value in a module. */
const RESERVED = new Set(
  (
    'any async await as bigint boolean break case catch class const continue debugger declare default delete do else enum ' +
    'export extends false finally for function if implements import in instanceof interface let never new null number ' +
    'object package private protected public return static string super switch symbol this throw true try type typeof ' +
    'undefined unknown var void while with yield arguments eval ' +
    // Used by generated code.
    'Array BigInt Boolean DataView Error Infinity NaN Number Object RangeError Record String TypeError Uint8Array ' +
    'ArrayBuffer'
  ).split(' '),
)

/** Of types with one name, the earlier kind keeps it. */
const RANK: readonly BtfType['kind'][] = ['struct', 'union', 'enum', 'enum64', 'typedef', 'fwd']

/**
 * @param taken names that the generated file gives to other things
 */
export function nameTypes(graph: BtfGraph, taken: Iterable<string> = []): TypeNames {
  const wishes = wishedNames(graph)
  const names = new Map<number, string>()
  const used: NameSet = new Map([...taken].map((name) => [name, 2]))
  // Stable: equal keys stay in the order of the BTF.
  const order = [...wishes]
    .map(([id, wish]) => ({ id, wish, key: sortKey(graph, id) }))
    .sort((a, b) => compare(a.wish, b.wish) || compare(a.key, b.key))
  for (const { id, wish } of order) names.set(id, uniqueName(wish, used))
  for (const { id, kind } of graph.types) {
    const target = graph.resolved[id] as number
    if (kind !== 'typedef' || names.has(id)) continue
    const name = names.get(target)
    if (name !== undefined) names.set(id, name)
  }
  return names
}

/** An identifier that TypeScript takes, as near to a name as can be. */
export function identifier(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_$]/g, '_')
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
  const inner = JSON.stringify(text).slice(1, -1)
  // Line separators end a line in older parsers; `*/` and `</script` end what the text may be put into.
  return `'${inner
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
    .replaceAll('</', '<\\/')
    .replaceAll('*/', '*\\/')}'`
}

/** What each type would be called if it were alone. Typedefs that are one with their struct are left out. */
function wishedNames(graph: BtfGraph): Map<number, string> {
  const wishes = new Map<number, string>()
  const anonymous: number[] = []
  for (const type of graph.types) {
    if (!isNamed(type)) continue
    if (type.name !== undefined) wishes.set(type.id, identifier(type.name))
    else anonymous.push(type.id)
  }
  const typedefs = graph.types.filter((type) => type.kind === 'typedef')
  nameByTypedefs(graph, typedefs, wishes)
  for (const typedef of typedefs) {
    const wish = identifier(typedef.name ?? '')
    if (wishes.get(graph.resolved[typedef.id] as number) !== wish) wishes.set(typedef.id, wish)
  }
  nameByPlace(graph, wishes)
  for (const id of anonymous) if (!wishes.has(id)) wishes.set(id, `anonymous_${graph.types[id]?.kind}`)
  return wishes
}

function isNamed({ kind }: BtfType): boolean {
  return kind === 'struct' || kind === 'union' || kind === 'enum' || kind === 'enum64'
}

/** `typedef struct { … } event_t`: of several typedefs the first by the alphabet names it. */
function nameByTypedefs(graph: BtfGraph, typedefs: readonly BtfType[], wishes: Map<number, string>): void {
  const sorted = typedefs
    .map(({ id, name = '' }) => ({ id, wish: identifier(name) }))
    .sort((a, b) => compare(a.wish, b.wish))
  for (const { id, wish } of sorted) {
    const target = resolve(graph, id)
    if (isNamed(target) && target.name === undefined && !wishes.has(target.id)) wishes.set(target.id, wish)
  }
}

/** `event_at` for what only a member `at` of `event` has as its type; a variable's type has the variable's name. */
function nameByPlace(graph: BtfGraph, wishes: Map<number, string>): void {
  for (const type of graph.types) {
    if (type.kind === 'var') nameInner(graph, type.type, identifier(`${type.name ?? ''}_t`), wishes)
  }
  // Outer types first: what gets its name here may name what is inside it.
  const pending = [...wishes.keys()].sort((a, b) => compare(wishes.get(a) ?? '', wishes.get(b) ?? '') || a - b)
  for (let next = 0; next < pending.length; next++) {
    const id = pending[next] as number
    const type = graph.types[id]
    if (type?.kind !== 'struct' && type?.kind !== 'union') continue
    for (const member of type.members) {
      const own = wishes.get(id) ?? ''
      // Deep nesting must not make names longer and longer.
      const wish = member.name === undefined || own.length > 200 ? own : identifier(`${own}_${member.name}`)
      const inner = nameInner(graph, member.type, wish, wishes)
      if (inner !== undefined) pending.push(inner)
    }
  }
}

/** Names an anonymous type behind arrays and qualifiers; its id when it had none before. */
function nameInner(graph: BtfGraph, id: number, wish: string, wishes: Map<number, string>): number | undefined {
  let type = resolve(graph, id)
  while (type.kind === 'array') type = resolve(graph, type.type)
  if (!isNamed(type) || type.name !== undefined || wishes.has(type.id)) return undefined
  wishes.set(type.id, wish)
  return type.id
}

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
  return `${kind} ${name} ${graph.sizes[id]}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
