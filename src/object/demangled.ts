/** Names as people read them: rustc's symbols as the paths that they were made of. Pure. */
import type { ObjectInfo } from './types.ts'

/** What to call a program, a map, a variable or anything else that has a symbol. */
export function readableName({ name, demangled }: { name: string; demangled?: string }): string {
  return demangled ?? name
}

/** What a symbol may consist of, as rustc writes them. */
const WORDS = /[\w$.]+/g

/** Puts paths for the object's symbols into a text. */
export function demangler({ symbols }: Pick<ObjectInfo, 'symbols'>): (text: string) => string {
  const paths = new Map<string, string>()
  for (const { name, demangled } of symbols) if (demangled !== undefined) paths.set(name, demangled)
  if (paths.size === 0) return (text) => text
  return (text) => text.replace(WORDS, (word) => paths.get(word) ?? word)
}
