/** The text of codecs while it is written: what there is already, and how its pieces are spelled. */
import { type NameSet, uniqueName } from '../object/btf_fields.ts'
import type { IsOpen } from './codec_members.ts'
import type { ModulePart } from './module.ts'
import type { TypeContext } from './type_context.ts'
import { quote } from './type_names.ts'

export interface Writer extends TypeContext {
  /** Whether TypeScript is written. */
  typed: boolean
  little: boolean
  isOpen: IsOpen
  taken: NameSet
  imports: Set<string>
  /** Functions for arrays, by what they do. */
  functions: Map<string, string>
  structs: Map<number, StructFunctions>
  /** Writes the functions of a struct or union where they are not there yet. */
  struct: (id: number) => StructFunctions
  parts: ModulePart[]
}

export interface StructFunctions {
  read: string
  write: string
  /** Only types with a flexible array member have it. */
  length: string | undefined
}

export function member(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? `.${name}` : `[${quote(name)}]`
}

export function runtime(writer: Writer, name: string): string {
  writer.imports.add(name)
  return `$${name}`
}

const SCALAR_HELPERS = [
  'bits',
  'bool',
  'bytes',
  'float',
  'int',
  'narrow',
  'readSafe',
  'safe',
  'setBits',
  'setBytes',
  'setText',
  'text',
  'wide',
]

/** Notes which helpers of scalars a text calls. */
export function use(writer: Writer, text: string): string {
  if (!text.includes('$')) return text
  for (const name of SCALAR_HELPERS) if (text.includes(`$${name}(`)) writer.imports.add(name)
  return text
}

const TYPES = { v: 'DataView', o: 'number', e: 'number', x: 'any' } as const
const VARIABLES = {
  v: /(?<![\w.'])v(?![\w'])/,
  o: /(?<![\w.'])o(?![\w'])/,
  e: /(?<![\w.'])e(?![\w'])/,
  x: /(?<![\w.'])x(?![\w'])/,
} as const
/** Parameters by their letters. */
export type Places = 'vo' | 'voe' | 'vox' | 'x'

/** `(v, o, x)`, of what one of them is; what a body does not use begins with `_`, so that no compiler complains. */
export function parameters(writer: Writer, names: Places, body: string): string {
  const list = ([...names] as (keyof typeof TYPES)[]).map((name) => {
    return `${mentions(body, name) ? '' : '_'}${name}${note(writer, TYPES[name])}`
  })
  return `(${list.join(', ')})`
}

/** Whether a text has that variable; strings and members of one letter are none. */
export function mentions(text: string, name: 'v' | 'o' | 'e' | 'x'): boolean {
  return VARIABLES[name].test(text)
}

/** A function that the text has once. */
export function addFunction(
  writer: Writer,
  name: string,
  names: Places,
  result: string,
  lines: readonly string[],
): void {
  const body = lines.map((line) => `  ${line}`).join('\n')
  addPrivate(writer, `function ${name}${parameters(writer, names, body)}${note(writer, result)} {`, body, '}')
}

/** The name of a function that does this; written where it is not there yet. */
export function sharedFunction(
  writer: Writer,
  wish: string,
  names: Places,
  result: string,
  lines: readonly string[],
): string {
  const key = [wish, names, ...lines].join('\n')
  const known = writer.functions.get(key)
  if (known !== undefined) return known
  const name = uniqueName(wish, writer.taken)
  writer.functions.set(key, name)
  addFunction(writer, name, names, result, lines)
  return name
}

export function addPrivate(writer: Writer, ...lines: string[]): void {
  const text = lines.join('\n')
  writer.parts.push({ kind: 'private', javascript: text, typescript: text })
}

export function note(writer: Writer, type: string): string {
  return writer.typed ? `: ${type}` : ''
}
