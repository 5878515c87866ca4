/** The text of codecs while it is written: what there is already, and how its pieces are spelled. */
import type { NameSet } from '../object/btf_fields.ts'
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
  /** Of what has a flexible array member. */
  length: string | undefined
}

export function member(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? `.${name}` : `[${quote(name)}]`
}

export function runtime(writer: Writer, name: string): string {
  writer.imports.add(name)
  return `$${name}`
}

/** Notes what of the runtime a text uses. */
export function use(writer: Writer, text: string): string {
  for (const [, name = ''] of text.matchAll(/\$([a-zA-Z]+)\(/g)) writer.imports.add(name)
  return text
}

export function addPrivate(writer: Writer, ...lines: string[]): void {
  const text = lines.join('\n')
  writer.parts.push({ kind: 'private', javascript: text, typescript: text })
}

export function note(writer: Writer, type: string): string {
  return writer.typed ? `: ${type}` : ''
}

export function parameters(writer: Writer, ...list: [name: string, type: string][]): string {
  return list.map(([name, type]) => `${name}${note(writer, type)}`).join(', ')
}
