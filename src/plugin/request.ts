/**
 * What an import asks for.
 *
 *     ./probe.bpf.c               the bytes of one source, built by itself
 *     virtual:bpf-linker/probe    the bytes of an object of the config
 *     …?url                       an asset and its address
 *
 * The query names the form. A form that a later version adds is one more row of FORMS.
 */
import path from 'node:path'
import { BpfLinkerError } from '../errors.ts'

/** `bytes`: a `Uint8Array` inside the bundle. `url`: an emitted asset's address. */
export type Form = 'bytes' | 'url'

export type Request =
  | { kind: 'source' /** Absolute. */; file: string; form: Form }
  | { kind: 'object' /** A name or an id. */; name: string; form: Form }

export const VIRTUAL_PREFIX = 'virtual:bpf-linker/'

/**
 * Everything that may be ours, for the filters of bundlers; {@link parseRequest} decides. The zero byte is how the
 * Rollup family marks an id that is no file.
 */
export const MAYBE_OURS: RegExp = /^\0?virtual:bpf-linker\/|\.c(?:\?.*)?$/

/** Query key → form. */
const FORMS: ReadonlyMap<string, Form> = new Map([['url', 'url']])

/** Keys that dev servers add to addresses; they change nothing about the request. */
const HOST_KEYS: ReadonlySet<string> = new Set(['import', 't', 'v'])

/** Keys by which a user asks the bundler itself for the source text. */
const FOREIGN_KEYS: ReadonlySet<string> = new Set(['raw'])

export interface SplitId {
  path: string
  /** With its `?`, or empty. */
  query: string
}

export function splitQuery(id: string): SplitId {
  const at = id.indexOf('?')
  return at === -1 ? { path: id, query: '' } : { path: id.slice(0, at), query: id.slice(at) }
}

/** An import of a form that does not exist. */
export interface InvalidRequest {
  error: BpfLinkerError
}

/** The request of a resolved id, or of a `virtual:` specifier; undefined when it is not ours. */
export function parseRequest(id: string, isSource: (file: string) => boolean): Request | InvalidRequest | undefined {
  const { path: target, query } = splitQuery(id)
  const plain = target.startsWith('\0') ? target.slice(1) : target
  const virtual = plain.startsWith(VIRTUAL_PREFIX)
  if (!virtual && !isSource(plain)) return undefined
  const form = formOf(query, plain)
  if (form === undefined) return undefined
  if (typeof form === 'object') return { error: form }
  return virtual
    ? { kind: 'object', name: plain.slice(VIRTUAL_PREFIX.length), form }
    : { kind: 'source', file: plain, form }
}

/** Undefined: the bundler's own business. */
function formOf(query: string, of: string): Form | BpfLinkerError | undefined {
  const keys = [...new URLSearchParams(query).keys()].filter((key) => !HOST_KEYS.has(key))
  if (keys.some((key) => FOREIGN_KEYS.has(key))) return undefined
  const [key, ...more] = keys
  if (key === undefined) return 'bytes'
  const form = FORMS.get(key)
  if (form !== undefined && more.length === 0) return form
  const name = of.startsWith(VIRTUAL_PREFIX) ? of : path.basename(of)
  const known = [name, ...[...FORMS.keys()].map((k) => `${name}?${k}`)].join(', ')
  return new BpfLinkerError('IMPORT_INVALID', `An import asks for "${name}${query}"; there is no such form.`, {
    hint: `Import one of: ${known}.`,
  })
}

/** `probe.bpf.c` and `probe.c` → `probe`: the name of the object that a source makes by itself. */
export function sourceName(file: string): string {
  return path.basename(file).replace(/(?:\.bpf)?\.c$/, '')
}
