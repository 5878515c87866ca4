/**
 * What comes out of ring and perf buffers: one type, or several that a member tells apart.
 *
 *     __type(value, struct event) in the map's definition          the payload is `event`
 *     events: { rb: 'event' }                                      the same, said in the config
 *     events: { rb: { tag: 'kind', of: { 0: 'exec', 1: 'exit' } } }   `kind`, which both have at one place, decides
 */

import { BpfLinkerError } from '../errors.ts'
import { nearest, suggestion } from '../nearest.ts'
import { type BtfField, fieldsOf } from '../object/btf_fields.ts'
import { type BtfGraph, resolve, sizeOf, typeOf } from '../object/btf_graph.ts'
import { describeType, isComposite } from '../object/btf_kinds.ts'
import type { MapInfo } from '../object/types.ts'
import type { EventSettings } from '../settings/object.ts'

export type EventPayload = { map: string } & (
  | { kind: 'one'; type: number }
  | { kind: 'tagged'; tag: BtfField; types: TaggedType[] }
)

export interface TaggedType {
  /** The value of the tag. */
  value: bigint
  /** BTF id. */
  type: number
}

/** `BPF_MAP_TYPE_PERF_EVENT_ARRAY`, `RINGBUF`, `USER_RINGBUF`; include/uapi/linux/bpf.h. */
const BUFFERS: readonly number[] = [4, 27, 31]

/** These, and `ARRAY_OF_MAPS` and `HASH_OF_MAPS`, which may hold them. */
const MAY_HAVE_EVENTS: readonly number[] = [...BUFFERS, 12, 13]

/**
 * In the order of the maps' names.
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME for a map, type, member or enumerator that the object does not have,
 *   CONFIG_INVALID for a tag that is not at one place in all its types
 */
export function eventPayloads(
  graph: BtfGraph,
  maps: readonly MapInfo[],
  settings: EventSettings = { types: {}, shared: true },
): EventPayload[] {
  const names = maps.map((map) => map.name)
  const buffers = maps.filter(({ definition }) => definition !== undefined && BUFFERS.includes(definition.type))
  for (const map of settings.shared ? [] : Object.keys(settings.types)) checkMap(map, maps)
  return names.toSorted().flatMap((map): EventPayload[] => {
    const said = settings.types[map]
    const path = `events.${map}`
    if (typeof said === 'string') return [{ map, kind: 'one', type: typeNamed(graph, said, path) }]
    if (said !== undefined) return [{ map, kind: 'tagged', ...taggedTypes(graph, said, path) }]
    const { valueType = 0 } = buffers.find(({ name }) => name === map)?.definition ?? {}
    // An integer is the file descriptor that perf buffers hold.
    return isComposite(resolve(graph, valueType)) ? [{ map, kind: 'one', type: valueType }] : []
  })
}

function checkMap(map: string, maps: readonly MapInfo[]): void {
  const found = maps.find(({ name }) => name === map)
  if (found === undefined) {
    const names = maps.map(({ name }) => name)
    throw unknown(`events.${map}: the object has no map '${map}'`, suggestion(map, names))
  }
  if (found.definition === undefined || MAY_HAVE_EVENTS.includes(found.definition.type)) return
  throw new BpfLinkerError('CONFIG_INVALID', `events.${map}: the map is no ring buffer or perf buffer`, {
    hint: "use 'mapCodecs': keys and values of other maps have codecs by themselves",
  })
}

/** The names of types that the config gives to maps of the object: what its layout has to know of as well. */
export function eventTypeNames({ types }: EventSettings, maps: readonly MapInfo[]): string[] {
  const names = maps.flatMap(({ name }) => {
    const said = types[name]
    return said === undefined ? [] : typeof said === 'string' ? [said] : Object.values(said.of)
  })
  return [...new Set(names.map(plainName))].sort()
}

/** `struct event` is `event`. */
function plainName(name: string): string {
  return name.replace(/^(struct|union|enum)\s+/, '')
}

function typeNamed(graph: BtfGraph, name: string, path: string): number {
  const plain = plainName(name)
  const sized = graph.types.filter((type) => isValueType(type.kind) && sizeOf(graph, type.id) !== undefined)
  const found = sized.filter((type) => type.name === plain)
  const type = found.find(isComposite) ?? found[0]
  if (type !== undefined) return type.id
  const known = sized.flatMap((each) => (isComposite(each) && each.name !== undefined ? each.name : []))
  const near = nearest(plain, known)
  throw unknown(
    `${path}: the object has no type '${plain}'`,
    near === undefined ? keptBy(plain) : `did you mean '${near}'? otherwise ${keptBy(plain)}`,
  )
}

/** How a source keeps a type in its object. */
export function keptBy(type: string): string {
  return `keep it by a variable, const struct ${type} *unused_${type} __attribute__((unused)); BTF has no type that only code uses`
}

function isValueType(kind: string): boolean {
  return ['struct', 'union', 'typedef', 'enum', 'enum64', 'int', 'float'].includes(kind)
}

function taggedTypes(
  graph: BtfGraph,
  { tag, of }: { tag: string; of: Readonly<Record<string, string>> },
  path: string,
): { tag: BtfField; types: TaggedType[] } {
  const all = Object.entries(of).map(([value, name]) => {
    const type = typeNamed(graph, name, `${path}.of.${value}`)
    return { value, type, field: tagOf(graph, type, tag, `${path}.tag`) }
  })
  const [first] = all
  if (first === undefined) throw new BpfLinkerError('CONFIG_INVALID', `${path}.of: no type is given`)
  for (const { type, field } of all) {
    if (field.bitOffset === first.field.bitOffset && shapeOfTag(graph, field) === shapeOfTag(graph, first.field))
      continue
    const [a, b] = [first.type, type].map((id) => describeType(resolve(graph, id)))
    const message = `${path}.tag: '${tag}' has another place or type in ${b} than in ${a}`
    throw new BpfLinkerError('CONFIG_INVALID', message, { hint: 'begin all of them with the same members' })
  }
  const types = all.map(({ value, type }) => ({ type, value: tagValue(graph, first.field, value, `${path}.of`) }))
  types.sort((a, b) => (a.value < b.value ? -1 : 1))
  const twice = types.find(({ value }, i) => types[i + 1]?.value === value)
  if (twice !== undefined) {
    throw new BpfLinkerError('CONFIG_INVALID', `${path}.of: the value ${twice.value} has two types`)
  }
  return { tag: first.field, types }
}

function tagOf(graph: BtfGraph, id: number, tag: string, path: string): BtfField {
  const type = resolve(graph, id)
  const fields = isComposite(type) ? fieldsOf(graph, type.id) : []
  const field = fields.find(({ name }) => name === tag)
  const hint = suggestion(
    tag,
    fields.map(({ name }) => name),
  )
  if (field === undefined) throw unknown(`${path}: ${describeType(type)} has no member '${tag}'`, hint)
  if (!['int', 'enum', 'enum64'].includes(resolve(graph, field.type).kind) || field.bitSize !== undefined) {
    throw new BpfLinkerError('CONFIG_INVALID', `${path}: '${tag}' of ${describeType(type)} is no integer or enum`)
  }
  return field
}

function shapeOfTag(graph: BtfGraph, { type }: BtfField): string {
  const { kind, ...rest } = resolve(graph, type)
  return `${kind === 'int' && 'signed' in rest} ${sizeOf(graph, type)}`
}

/** A number, or the name of an enumerator of the tag's type. */
function tagValue(graph: BtfGraph, { type }: BtfField, text: string, path: string): bigint {
  const tag = resolve(graph, type)
  const values: readonly { name: string; value: number | string }[] = 'values' in tag ? tag.values : []
  const named = values.find(({ name }) => name === text)
  if (named !== undefined) return BigInt(named.value)
  if (/^-?[0-9]+$/.test(text)) {
    const value = BigInt(text)
    const bits = (sizeOf(graph, type) ?? 0) * 8
    const signed = 'signed' in tag && tag.signed === true
    if ((signed ? BigInt.asIntN : BigInt.asUintN)(bits, value) === value) return value
    throw new BpfLinkerError(
      'CONFIG_INVALID',
      `${path}.${text}: ${describeType(typeOf(graph, type))} cannot be ${text}`,
    )
  }
  const hint = suggestion(
    text,
    values.map(({ name }) => name),
  )
  throw unknown(`${path}: '${text}' is no number, and no value of ${describeType(tag)}`, hint)
}

function unknown(message: string, hint: string | undefined): BpfLinkerError {
  return new BpfLinkerError('CONFIG_UNKNOWN_NAME', message, { hint })
}
