/**
 * What a loader may ask an object for, by name: programs, maps, variables. Every value is of its literal type, so that a
 * name that is misspelt, or a section that changed, is an error of the compiler.
 */
import { isAbsolute } from 'node:path'
import { mapTypeInfo } from '../kernel/features.ts'
import type { MapDefinition, MapInfo, ObjectInfo, ProgramInfo } from '../object/types.ts'
import { inputText } from './input_types.ts'
import { docComment, type ModulePart } from './module.ts'
import type { SourceComments } from './source_comments.ts'
import { sourceName } from './source_name.ts'
import type { TypeContext } from './type_context.ts'
import { propertyKey, quote } from './type_names.ts'
import { sourceText, typeText } from './type_text.ts'

/** The names that {@link metaParts} gives to what it exports. */
export const META_NAMES = [
  'programs',
  'maps',
  'variables',
  'ProgramName',
  'MapName',
  'VariableName',
  'MapTypes',
  'VariableTypes',
] as const

/** Text, numbers, and objects of them. */
type Meta = string | number | boolean | { [key: string]: Meta | undefined }

interface Entry {
  name: string
  comment: readonly string[]
  meta: { [key: string]: Meta | undefined }
}

/**
 * @param kernels the least kernel of each program, where it is known
 */
export function metaParts(
  object: ObjectInfo,
  context: TypeContext,
  kernels: ReadonlyMap<string, string> = new Map(),
  comments?: SourceComments,
): ModulePart[] {
  const said = (name: string): readonly string[] => comments?.symbols.get(name) ?? []
  const programs = object.programs.map((program) =>
    programEntry(program, kernels.get(program.name), said(program.name)),
  )
  const maps = object.maps.map((map) => mapEntry(map, context, said(map.name)))
  const variables = variableEntries(object, context, said)
  return [
    ...entryParts('programs', 'ProgramName', programs, 'Programs by name.'),
    ...entryParts('maps', 'MapName', maps, 'Maps by name.'),
    mapTypes(object.maps, context),
    ...entryParts('variables', 'VariableName', variables, 'Global variables by name.'),
    variableTypes(object, context),
  ]
}

function entryParts(constant: string, union: string, entries: readonly Entry[], comment: string): ModulePart[] {
  const unique = [...new Map(entries.map((entry) => [entry.name, entry])).values()].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  const names = unique.map(({ name }) => quote(name))
  const fields = unique.map(
    ({ name, comment, meta }) =>
      `${docComment(comment, '  ')}  readonly ${propertyKey(name)}: ${metaText(meta, 'type', '  ')}`,
  )
  const values = unique.map(({ name, meta }) => `  ${propertyKey(name)}: ${metaText(meta, 'value', '  ')},`)
  return [
    { kind: 'types', text: `export type ${union} = ${names.join(' | ') || 'never'}` },
    {
      kind: 'constant',
      name: constant,
      type: braces(fields),
      value: braces(values),
      comment: [comment],
    },
  ]
}

function braces(lines: readonly string[]): string {
  return lines.length === 0 ? '{}' : ['{', ...lines, '}'].join('\n')
}

/** An object literal, or its literal type. */
function metaText(meta: Meta, form: 'type' | 'value', indent: string): string {
  if (typeof meta === 'string') return quote(meta)
  if (typeof meta !== 'object') return String(meta)
  const inner = `${indent}  `
  const lines = Object.entries(meta).flatMap(([key, value]) => {
    if (value === undefined) return []
    const text = `${propertyKey(key)}: ${metaText(value, form, inner)}`
    return form === 'type' ? `${inner}readonly ${text}` : `${inner}${text},`
  })
  return lines.length === 0 ? '{}' : ['{', ...lines, `${indent}}`].join('\n')
}

function programEntry(program: ProgramInfo, kernel: string | undefined, said: readonly string[]): Entry {
  const { name, section, programType, attachType, attachTarget, sleepable, autoload, location } = program
  // No line, since a comment above would move it; no path of this machine. The text is to depend on the types.
  const file = location?.file.replace(/^\.\//, '')
  const place = file === undefined || isAbsolute(file) ? [] : [`In ${file}.`]
  const readable = sourceName(name) === name ? [] : [sourceName(name)]
  return {
    name,
    comment: [...said, ...readable, ...place],
    meta: {
      section,
      type: programType,
      attachType,
      attachTarget,
      sleepable: sleepable || undefined,
      autoload: autoload ? undefined : false,
      kernel,
    },
  }
}

function mapEntry({ name, definition }: MapInfo, { graph }: TypeContext, said: readonly string[]): Entry {
  const { keyType, valueType } = definition ?? {}
  const types = [
    ...(keyType === undefined ? [] : [`key ${sourceText(graph, keyType)}`]),
    ...(valueType === undefined ? [] : [`value ${sourceText(graph, valueType)}`]),
  ].join(', ')
  return {
    name,
    comment: [...said, ...(types === '' ? [] : [`${types[0]?.toUpperCase()}${types.slice(1)}.`])],
    meta: definition === undefined ? {} : definitionMeta(definition),
  }
}

function definitionMeta(definition: MapDefinition): { [key: string]: Meta | undefined } {
  const { type, keySize, valueSize, maxEntries, flags, pinning, numaNode, mapExtra, inner } = definition
  return {
    type: mapTypeInfo(type)?.name ?? type,
    keySize,
    valueSize,
    maxEntries,
    flags,
    pinning: pinning === 0 ? undefined : pinning,
    numaNode,
    mapExtra,
    inner: inner === undefined ? undefined : definitionMeta(inner),
  }
}

/** What keys and values are in JavaScript; bytes, where the object does not say. */
function mapTypes(maps: readonly MapInfo[], context: TypeContext): ModulePart {
  const side = (
    definition: MapDefinition | undefined,
    which: 'key' | 'value',
    text: (context: TypeContext, id: number) => string,
  ): string => {
    const type = definition?.[`${which}Type`] ?? 0
    if (type !== 0) return text(context, type)
    return definition?.[`${which}Size`] === 0 ? 'undefined' : 'Uint8Array'
  }
  const sides = ({ definition }: MapInfo): string =>
    `{ key: ${side(definition, 'key', inputText)}; value: ${side(definition, 'value', typeText)} }`
  const unique = new Map(maps.map((map) => [map.name, sides(map)]))
  return interfacePart('MapTypes', unique, 'Keys and values of maps by name.')
}

function variableEntries(
  { dataSections }: ObjectInfo,
  { graph }: TypeContext,
  said: (name: string) => readonly string[],
): Entry[] {
  return dataSections.flatMap((section) =>
    section.variables.map(({ name, offset, size, type }) => ({
      name,
      comment: [...said(name), ...(type === undefined ? [] : [sourceText(graph, type)])],
      meta: { section: section.name, offset, size },
    })),
  )
}

function variableTypes({ dataSections }: ObjectInfo, context: TypeContext): ModulePart {
  const variables = dataSections.flatMap((section) => section.variables)
  const unique = new Map(
    variables.map(({ name, type }) => [name, type === undefined ? 'Uint8Array' : typeText(context, type)]),
  )
  return interfacePart('VariableTypes', unique, 'Global variables by name.')
}

function interfacePart(name: string, members: ReadonlyMap<string, string>, comment: string): ModulePart {
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = sorted.map(([key, type]) => `  ${propertyKey(key)}: ${type}`)
  return { kind: 'types', text: `${docComment([comment])}export interface ${name} ${braces(lines)}` }
}
