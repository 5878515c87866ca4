/**
 * The codecs of a module: of what JavaScript exchanges with the object, and nothing else.
 *
 *     event                 for every struct and union that maps, variables and events have, or point to: its codec
 *     mapCodecs             of each map, the codecs of its key and value
 *     variableCodecs        of each variable
 *     events                of each ring or perf buffer whose payload is known
 *     layout                for `assertLayout`
 */

import { type BtfGraph, resolve } from '../object/btf_graph.ts'
import { isComposite } from '../object/btf_kinds.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { Layout } from '../runtime/layout.ts'
import type { EventSettings } from '../settings/object.ts'
import { generateCodecs } from './codec.ts'
import { codecTypeText } from './codec_type.ts'
import { type EventPayload, eventPayloads } from './event_types.ts'
import { inputText } from './input_types.ts'
import type { ModuleForm, ModuleImport, ModulePart } from './module.ts'
import { shapeOf } from './shape.ts'
import type { TypeContext } from './type_context.ts'
import { propertyKey, quote } from './type_names.ts'
import { typeText } from './type_text.ts'

/** The names that {@link codecParts} gives to what it exports, besides those of types. */
export const CODEC_NAMES = ['mapCodecs', 'variableCodecs', 'events', 'layout'] as const

export interface CodecParts {
  imports: ModuleImport[]
  parts: ModulePart[]
}

/**
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME, CONFIG_INVALID for events that the object cannot have
 */
export function codecParts(
  object: ObjectInfo,
  context: TypeContext,
  taken: readonly string[],
  settings?: EventSettings,
  layout?: Layout,
  forms?: readonly ModuleForm[],
): CodecParts {
  const { graph } = context
  const payloads = eventPayloads(graph, object.maps, settings)
  const buffers = new Set(payloads.map(({ map }) => map))
  const maps = mapTypes(object, buffers)
  const variables = variableTypes(object)
  const roots = [
    ...payloads.flatMap(typesOfPayload),
    ...maps.flatMap(([, sides]) => sides.map(([, id]) => id)),
    ...variables.flatMap(([, id]) => [id, ...pointee(graph, id)]),
  ]
  const codecs = generateCodecs(context, roots, taken, forms)
  const property = (name: string, id: number): Property => ({
    name,
    type: codecTypeText(context, id),
    value: codecs.expressions.get(id) ?? '',
  })
  const parts = [
    ...codecs.parts,
    constant(
      'mapCodecs',
      'Keys and values of maps.',
      maps.map(([name, sides]) => mapProperty(name, sides, property)),
    ),
    constant(
      'variableCodecs',
      'Global variables, each at its `offset` in the value of its section.',
      variables.map(([name, id]) => property(name, id)),
    ),
    constant(
      'events',
      'What comes out of ring and perf buffers.',
      payloads.map((payload) => eventProperty(context, payload, property)),
    ),
    ...(layout === undefined ? [] : [layoutPart(layout)]),
  ]
  const hasTags = payloads.some(({ kind }) => kind === 'tagged')
  const values = [...codecs.imports, ...(hasTags ? ['tagged as $tagged'] : [])]
  const types = [
    'Codec as $Codec',
    ...(layout === undefined ? [] : ['Layout as $Layout']),
    ...(hasTags ? ['WithTag as $WithTag'] : []),
  ]
  return { imports: [{ from: 'bpf-linker/runtime', values, types }], parts }
}

/** The types of keys and values by map, those without left out. The values of buffers are events. */
function mapTypes({ maps }: ObjectInfo, buffers: ReadonlySet<string>): [map: string, [side: string, type: number][]][] {
  return sorted(
    maps.flatMap(({ name, definition }): [string, [string, number][]][] => {
      const { keyType = 0, valueType = 0 } = definition ?? {}
      const sides: [string, number][] = [
        ['key', keyType],
        ['value', valueType],
      ]
      const known = sides.filter(([, id]) => id !== 0)
      return known.length === 0 || buffers.has(name) ? [] : [[name, known]]
    }),
  )
}

function variableTypes({ dataSections }: ObjectInfo): [variable: string, type: number][] {
  return sorted(
    dataSections.flatMap(({ variables }) =>
      variables.flatMap(({ name, type }): [string, number][] => (type === undefined ? [] : [[name, type]])),
    ),
  )
}

function typesOfPayload(payload: EventPayload): number[] {
  return payload.kind === 'one' ? [payload.type] : [payload.tag.type, ...payload.types.map(({ type }) => type)]
}

interface Property {
  name: string
  /** The type of its value, and the value, as text. */
  type: string
  value: string
}

function constant(name: string, comment: string, properties: readonly Property[]): ModulePart {
  const lines = (text: (property: Property) => string) =>
    properties.length === 0 ? '{}' : ['{', ...properties.map(text), '}'].join('\n')
  return {
    kind: 'constant',
    name,
    type: lines((property) => `  readonly ${propertyKey(property.name)}: ${property.type}`),
    value: lines((property) => `  ${propertyKey(property.name)}: ${property.value},`),
    comment: [comment],
  }
}

function mapProperty(
  name: string,
  sides: readonly [side: string, id: number][],
  property: (name: string, id: number) => Property,
): Property {
  const all = sides.map(([side, id]) => property(side, id))
  const type = `{ ${all.map((each) => `readonly ${each.name}: ${each.type}`).join('; ')} }`
  return { name, type, value: `{ ${all.map((each) => `${each.name}: ${each.value}`).join(', ')} }` }
}

function eventProperty(
  context: TypeContext,
  payload: EventPayload,
  property: (name: string, id: number) => Property,
): Property {
  const { map } = payload
  if (payload.kind === 'one') return property(map, payload.type)
  const { tag, types } = payload
  const shape = shapeOf(context.graph, tag.type, context.options)
  const suffix = 'as' in shape && shape.as === 'bigint' ? 'n' : ''
  const union = (text: (context: TypeContext, id: number) => string) =>
    types
      .map(({ value, type }) => `$WithTag<${text(context, type)}, ${quote(tag.name)}, ${value}${suffix}>`)
      .join(' | ')
  const [read, written] = [union(typeText), union(inputText)]
  const of = types.map(({ value, type }) => `${quote(String(value))}: ${property('', type).value}`)
  const call = [quote(map), quote(tag.name), tag.bitOffset / 8, property('', tag.type).value, `{ ${of.join(', ')} }`]
  return {
    name: map,
    type: `$Codec<${read === written ? read : `${read}, ${written}`}>`,
    value: `/* @__PURE__ */ $tagged(${call.join(', ')})`,
  }
}

function layoutPart(layout: Layout): ModulePart {
  return {
    kind: 'constant',
    name: 'layout',
    type: '$Layout',
    value: literal(layout),
    comment: ['For `assertLayout(bytes, layout)`: which layout these types are of.'],
  }
}

/** Plain data as an object literal. */
function literal(data: object | string | number, indent = ''): string {
  if (typeof data === 'string') return quote(data)
  if (typeof data === 'number') return String(data)
  if (Array.isArray(data)) return `[${data.map((item) => literal(item)).join(', ')}]`
  const inner = `${indent}  `
  const lines = Object.entries(data).map(([key, value]) => `${inner}${propertyKey(key)}: ${literal(value, inner)},`)
  return lines.length === 0 ? '{}' : ['{', ...lines, `${indent}}`].join('\n')
}

function sorted<T>(entries: readonly [string, T][]): [string, T][] {
  return [...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** `const struct event *unused` is how C keeps a type in BTF. */
function pointee(graph: BtfGraph, id: number): number[] {
  const pointer = resolve(graph, id)
  const target = pointer.kind === 'ptr' ? resolve(graph, pointer.type) : undefined
  return target !== undefined && isComposite(target) ? [target.id] : []
}
