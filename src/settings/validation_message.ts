/**
 * What ajv reports → one sentence for each mistake.
 *
 * ajv reports a value that fits none of several alternatives once for each of
 * them, and once for the whole. Of these one stays:
 *
 *   1. one alternative has the right type: what is wrong inside it, nothing else
 *   2. none has, or several have: the whole, with all that is allowed
 *
 * Every sentence says what was found and what is allowed; a name that is nearly
 * right is said to be so.
 */

import { nearest } from '../nearest.ts'
import type { JsonSchema } from './json_schema.ts'
import { joinPath } from './problems.ts'
import type { SchemaError } from './validator.ts'

export interface Mistake {
  path: string
  message: string
  hint?: string
}

/** What was validated. */
export interface Validated {
  value: unknown
  schema: JsonSchema
  /** Where else an option may belong that is not known where it stands. */
  elsewhere?: readonly { where: string; has: JsonSchema }[]
}

/** One mistake for each place, in the order of the value. */
export function describeErrors(validated: Validated, errors: readonly SchemaError[]): Mistake[] {
  const byPath = new Map<string, Mistake>()
  for (const error of withoutAlternatives(errors)) {
    const mistake = describe(validated, error)
    if (mistake !== undefined && !byPath.has(mistake.path)) byPath.set(mistake.path, mistake)
  }
  return [...byPath.values()]
}

function withoutAlternatives(errors: readonly SchemaError[]): SchemaError[] {
  // The outermost choice first: what it drops needs no look.
  const choices = errors.filter((e) => e.keyword === 'anyOf').sort((a, b) => a.schemaPath.length - b.schemaPath.length)
  let left = [...errors]
  for (const choice of choices) {
    if (!left.includes(choice)) continue
    const prefix = `${choice.schemaPath}/`
    const inside = left.filter((e) => e.schemaPath.startsWith(prefix) && isWithin(e.instancePath, choice.instancePath))
    const branches = new Map<string, SchemaError[]>()
    for (const error of inside) {
      const index = error.schemaPath.slice(prefix.length).split('/')[0] ?? ''
      branches.set(index, [...(branches.get(index) ?? []), error])
    }
    const fitting = [...branches.values()].filter(
      (branch) =>
        !branch.some(
          (e) => e.instancePath === choice.instancePath && ['type', 'enum', 'instanceOf'].includes(e.keyword),
        ),
    )
    const kept = fitting.length === 1 ? (fitting[0] ?? []) : [choice]
    left = left.filter((e) => kept.includes(e) || (e !== choice && !inside.includes(e)))
  }
  return left
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`)
}

function describe(validated: Validated, error: SchemaError): Mistake | undefined {
  const keys = pointer(error.instancePath)
  const value = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], validated.value)
  const path = pathOf(validated.value, keys)
  const node = schemaAt(validated.schema, error.schemaPath)
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownOption(path, String(error.params.additionalProperty), node, validated.elsewhere)
    case 'required': {
      const name = String(error.params.missingProperty)
      const expected = node.properties?.[name]
      const example = expected?.examples?.[0]
      return {
        path: joinPath(path, name),
        message: `missing, expected ${expected === undefined ? 'a value' : expectation(expected)}`,
        ...(example === undefined ? {} : { hint: `for example ${name}: ${written(example)}` }),
      }
    }
    case 'propertyNames': {
      const name = String(error.params.propertyName)
      const expected = expectation(node.propertyNames ?? {})
      return { path: joinPath(path, name), message: `found this name, expected ${expected}` }
    }
    case 'minItems':
      return { path, message: `the list is empty, expected ${expectation(node.items ?? {})}` }
    case 'uniqueItems': {
      const item = (value as unknown[])[Number(error.params.i)]
      return { path, message: `${written(item)} is in the list twice` }
    }
    default: {
      // A name has its own error (propertyNames).
      if (error.propertyName !== undefined) return undefined
      const message = `found ${written(value)}, expected ${expectation(node)}`
      const near = typeof value === 'string' ? nearest(value, namesOf(node)) : undefined
      return { path, message, ...(near === undefined ? {} : { hint: `did you mean '${near}'?` }) }
    }
  }
}

function unknownOption(path: string, name: string, node: JsonSchema, places: Validated['elsewhere'] = []): Mistake {
  const known = Object.keys(node.properties ?? {})
  const near = nearest(name, known)
  const elsewhere = places.find(({ has }) => Object.hasOwn(has.properties ?? {}, name))
  const hint =
    near !== undefined
      ? `did you mean '${near}'?`
      : elsewhere !== undefined
        ? `it belongs in ${elsewhere.where}`
        : known.length < 12
          ? `there is: ${known.join(', ')}`
          : 'docs/config.md lists all options'
  return { path: joinPath(path, name), message: 'no such option', hint }
}

/** What a schema allows, in words. */
export function expectation(node: JsonSchema): string {
  if (node.expected !== undefined) return node.expected
  if (node.enum !== undefined) return alternatives(node.enum.map(written))
  if (node.anyOf !== undefined) {
    const [one, many] = node.anyOf
    if (node.anyOf.length === 2 && one !== undefined && many?.items === one)
      return `${expectation(one)}, or a list of them`
    return alternatives(node.anyOf.map(expectation))
  }
  switch (node.type) {
    case 'string':
      return 'text'
    case 'boolean':
      return 'true or false'
    case 'integer':
      return node.minimum === undefined ? 'a whole number' : `a whole number from ${node.minimum} on`
    case 'array':
      return `a list (each ${expectation(node.items ?? {})})`
    case 'object':
      return node.required === undefined ? 'an object' : `{ ${node.required.join(', ')} }`
    default:
      return 'a number'
  }
}

function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** The names a value might have been meant to be. */
function namesOf(node: JsonSchema): string[] {
  const own = (node.enum ?? []).filter((value) => typeof value === 'string')
  return [...own, ...(node.anyOf ?? []).flatMap(namesOf), ...(node.items === undefined ? [] : namesOf(node.items))]
}

/** A value as it is written in a config, shortened. */
function written(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 57)}...` : value}'`
  if (Array.isArray(value)) return value.length > 3 ? 'a list' : `[${value.map(written).join(', ')}]`
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

function pathOf(whole: unknown, keys: readonly string[]): string {
  let value = whole
  let path = ''
  for (const key of keys) {
    path = Array.isArray(value) ? `${path}[${key}]` : joinPath(path, key)
    value = (value as Record<string, unknown>)[key]
  }
  return path
}

/** JSON pointer → keys. */
function pointer(text: string): string[] {
  return text
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The schema whose keyword a schemaPath such as `#/properties/cpu/enum` names. */
function schemaAt(schema: JsonSchema, schemaPath: string): JsonSchema {
  return pointer(schemaPath)
    .slice(0, -1)
    .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], schema) as JsonSchema
}
