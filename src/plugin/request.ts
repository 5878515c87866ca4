/**
 * What an import asks for.
 *
 *     ./probe.bpf.c                  one source, built by itself
 *     virtual:bpf-linker/probe       an object of the config
 *     virtual:bpf-linker/manifest    all of them
 *
 * The query says in which form, and for which profile: see query.ts.
 */
import path from 'node:path'
import { BpfLinkerError } from '../errors.ts'
import { type Ask, type Attributes, type Mistake, parseQuery } from './query.ts'

export type ObjectRequest = Ask &
  ({ kind: 'source' /** Absolute. */; file: string } | { kind: 'object' /** A name or an id. */; name: string })
export type ManifestRequest = Ask & { kind: 'manifest' }
export type Request = ObjectRequest | ManifestRequest

export const VIRTUAL_PREFIX = 'virtual:bpf-linker/'

/** What stands for an object's name and means all of them. */
const MANIFEST = 'manifest'

/**
 * Everything that may be ours, for the filters of bundlers; {@link parseRequest} decides. The zero byte is how the
 * Rollup family marks an id that is no file.
 */
export const MAYBE_OURS: RegExp = /^\0?virtual:bpf-linker\/|\.c(?:\?.*)?$/

export interface SplitId {
  path: string
  /** With its `?`, or empty. */
  query: string
}

export function splitQuery(id: string): SplitId {
  const at = id.indexOf('?')
  return at === -1 ? { path: id, query: '' } : { path: id.slice(0, at), query: id.slice(at) }
}

/** An import that cannot be meant. */
export interface InvalidRequest {
  error: BpfLinkerError
}

/** The request of a resolved id, or of a `virtual:` specifier; undefined when it is not ours. */
export function parseRequest(
  id: string,
  isSource: (file: string) => boolean,
  attributes?: Attributes,
): Request | InvalidRequest | undefined {
  const { path: target, query } = splitQuery(id)
  const plain = target.startsWith('\0') ? target.slice(1) : target
  const virtual = plain.startsWith(VIRTUAL_PREFIX)
  if (!virtual && !isSource(plain)) return undefined
  const shown = (virtual ? plain : path.basename(plain)) + query
  const ask = parseQuery(query, attributes)
  if (ask === undefined) return undefined
  if ('problem' in ask) return invalid(shown, ask)
  if (!virtual) return { kind: 'source', file: plain, ...ask }
  const name = plain.slice(VIRTUAL_PREFIX.length)
  if (name !== MANIFEST) return { kind: 'object', name, ...ask }
  if (ask.form === 'bytes' || ask.form === 'url' || ask.form === 'meta') return { kind: 'manifest', ...ask }
  return invalid(shown, {
    problem: `a manifest has no ?${ask.form}`,
    hint: 'without a form its entries load the bytes; with ?url they have addresses, with ?meta neither',
  })
}

function invalid(shown: string, { problem, hint }: Mistake): InvalidRequest {
  return { error: new BpfLinkerError('IMPORT_INVALID', `an import asks for '${shown}'; ${problem}`, { hint }) }
}

/** `probe.bpf.c` and `probe.c` → `probe`: the name of the object that a source makes by itself. */
export function sourceName(file: string): string {
  return path.basename(file).replace(/(?:\.bpf)?\.c$/, '')
}
