/** A link with its findings, out of the cache or into it. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { CachePlace, KeptResult, LinkCache } from '../link/cache/link_cache.ts'
import type { KeyedLink } from '../link/cache/link_key.ts'
import { ownBytes } from '../link/message.ts'
import type { LinkResult } from './link_result.ts'

/** The result that is kept of an equal link; else what `make` gives, which is kept then. */
export async function cachedLink(
  cache: LinkCache,
  link: KeyedLink,
  make: () => Promise<LinkResult>,
): Promise<LinkResult> {
  const start = performance.now()
  const place = cache.placeOf(link)
  const found = place?.find()
  if (found !== undefined) return restored(found, performance.now() - start)
  const made = await make()
  if (place !== undefined && !made.usesClock) keep(place, link, made)
  return made
}

/** What stands in the message besides the bytes: as JSON, like the native part's own answer. */
type KeptLink = Omit<LinkResult, 'bytes' | 'artifacts' | 'cached' | 'timings' | 'milliseconds'> & {
  kinds: LinkResult['artifacts'][number]['kind'][]
}

function keep(place: CachePlace, { object, inputs }: KeyedLink, made: LinkResult): void {
  const { bytes: _, artifacts, cached: __, timings: ___, milliseconds: ____, ...rest } = made
  const header: KeptLink = { ...rest, kinds: artifacts.map(({ kind }) => kind) }
  // Text that the result shows besides what was compiled: that of sources of bitcode, in the object and in diagnostics.
  const shown = made.diagnostics.flatMap(({ file }) => (file !== undefined && path.isAbsolute(file) ? [file] : []))
  const texts = [...new Set([...made.lineSources, ...shown])]
  // Sources from memory are told by the path that they would have; the first key has their content.
  const memory = inputs.flatMap((input) => ('name' in input ? [path.resolve(object.workingDirectory, input.name)] : []))
  const read = made.dependencies.filter((file) => !memory.includes(file))
  const files = [...new Set([...read, ...texts.filter((file) => existsSync(file))])]
  const absent = [...new Set([...made.absent, ...texts.filter((file) => !existsSync(file))])]
  place.keep({ header: { ...header }, blobs: artifacts.map(({ bytes }) => bytes) }, { files, absent })
}

function restored({ header, blobs }: KeptResult, milliseconds: number): LinkResult {
  const { kinds, ...rest } = header as unknown as KeptLink
  const artifacts = kinds.map((kind, i) => ({ kind, bytes: ownBytes(blobs[i] ?? new Uint8Array()) }))
  const bytes = artifacts.find(({ kind }) => kind === 'object')?.bytes ?? new Uint8Array()
  return { ...rest, bytes, artifacts, timings: [{ phase: 'cache', milliseconds }], milliseconds, cached: true }
}
