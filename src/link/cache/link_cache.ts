/**
 * Results of links, kept by content. Two keys, as in ccache's depend mode:
 *
 *   first    tool, options, profile, inputs with their hashes        link_key.ts
 *     ─▶     variants: each the headers that such a link read, with their hashes, and the paths where it looked
 *            in vain; the newest first
 *   second   the first, and the headers and hashes of the variant that holds now
 *     ─▶     the result
 *
 * A variant holds when every header has its hash and nothing stands where there
 * was nothing. Failed links are not kept.
 */

import { debugFor } from '../../debug.ts'
import type { CacheSettings } from '../../settings/config.ts'
import { sha256OfData } from '../../sha256.ts'
import { decodeMessage, encodeMessage, type Message, MessageError } from '../message.ts'
import { createFileHashes, type FileHashes } from './file_hashes.ts'
import { toolIdentity } from './identity.ts'
import { type KeyedLink, linkKey, whyNotKept } from './link_key.ts'
import { createDiskStore, createMemoryStore, type Store } from './store.ts'

const debug = debugFor('cache')

/** A result in the form that is kept: plain data, and bytes. */
export type KeptResult = Message

/** What a link read, besides what its first key has. */
export interface WasRead {
  /** Absolute. */
  files: readonly string[]
  /** Absolute: where something was looked for, and was not. */
  absent: readonly string[]
}

/** One place in the cache, which a result is found in or put into. */
export interface CachePlace {
  find(): KeptResult | undefined
  /** Keeps a result, unless a file changed since this place was asked for: it may have been read before or after. */
  keep(result: KeptResult, read: WasRead): void
}

export interface LinkCache {
  /** Undefined for a link whose result may not be kept. */
  placeOf(link: KeyedLink): CachePlace | undefined
  /** Other values that content decides. */
  remember: Remember
  /** Ends a build: keeps what is known of files, and throws out what has not been used for long. */
  finish(): Promise<void>
}

/**
 * A value as it comes out of JSON, made once for the same content.
 * @param content All that decides it besides who makes it
 */
export type Remember = <T>(content: readonly unknown[], make: () => Promise<T>) => Promise<T>

export interface CacheOptions {
  /** Where the settings name no folder, keep results in memory: for who links again and again. */
  memory?: boolean | undefined
}

/** Undefined where nothing is to be kept. */
export function openLinkCache(settings: CacheSettings, options: CacheOptions = {}): LinkCache | undefined {
  const { folder, maxSize } = settings
  if (folder === undefined) return options.memory ? cacheIn(createMemoryStore(maxSize)) : undefined
  const store = createDiskStore(folder)
  return cacheIn(store, async () => {
    const { trimIfDue } = await import('./trim.ts')
    trimIfDue(folder, maxSize, store.written)
  })
}

/** The same cache for links that are to run in any case: it finds none, but keeps them (`--force`). */
export function withoutFinding(cache: LinkCache): LinkCache {
  return {
    ...cache,
    placeOf(link) {
      const place = cache.placeOf(link)
      return place && { ...place, find: () => undefined }
    },
  }
}

function cacheIn(store: Store, trim = async () => {}): LinkCache {
  const hashes = createFileHashes(store)
  return {
    placeOf(link) {
      const since = Date.now()
      const why = whyNotKept(link)
      if (why !== undefined) {
        debug?.(`${link.object.id}: not kept, ${why}`)
        return undefined
      }
      // Each time: a watcher may outlive an update of the package.
      const key = linkKey(link, toolIdentity(hashes), hashes)
      return key === undefined ? undefined : placeAt(key, { store, hashes, since, name: link.object.id })
    },
    async remember(content, make) {
      const name = `${sha256OfData([toolIdentity(hashes), content])}-value`
      const kept = store.read(name)
      if (kept !== undefined) return JSON.parse(Buffer.from(kept).toString('utf8'))
      const text = JSON.stringify(await make())
      store.write(name, [Buffer.from(text)])
      return JSON.parse(text)
    },
    async finish() {
      hashes.save()
      await trim()
    },
  }
}

interface PlaceParts {
  store: Store
  hashes: FileHashes
  since: number
  /** The object's, for the log. */
  name: string
}

function placeAt(key: string, { store, hashes, since, name }: PlaceParts): CachePlace {
  const variantsName = `${key}-variants`
  return {
    find() {
      const variants = readVariants(store, variantsName)
      const held = variants.find((variant) => holds(variant, hashes))
      const result = held && readResult(store, held.result)
      debug?.(`${name}: ${result === undefined ? whyMissed(variants, held, hashes) : 'found'}`)
      return result
    },
    keep(result, { files, absent }) {
      const read = files.map((file) => [file, hashes.hashUnchangedSince(file, since)] as const)
      const unsettled = read.find(([, hash]) => hash === undefined)?.[0] ?? absent.find((file) => hashes.exists(file))
      if (unsettled !== undefined) {
        debug?.(`${name}: not kept, ${unsettled} changed while it was read or just before`)
        return
      }
      const variant: Variant = {
        result: resultName(key, read as Variant['files']),
        files: read as Variant['files'],
        absent: [...absent],
      }
      const others = readVariants(store, variantsName).filter((other) => other.result !== variant.result)
      store.write(variant.result, encodeMessage(result.header, result.blobs))
      const variants = [variant, ...others].slice(0, MOST_VARIANTS)
      store.write(variantsName, [Buffer.from(JSON.stringify(variants))])
      debug?.(`${name}: kept`)
    },
  }
}

interface Variant {
  /** The second key. */
  result: string
  files: (readonly [file: string, hash: string])[]
  absent: string[]
}

/** As many states of the headers are known at once: branches that people go to and fro between. */
const MOST_VARIANTS = 8

function resultName(key: string, files: Variant['files']): string {
  return `${sha256OfData([key, files])}-result`
}

function holds({ files, absent }: Variant, hashes: FileHashes): boolean {
  return files.every(([file, hash]) => hashes.hash(file) === hash) && !absent.some((file) => hashes.exists(file))
}

function readVariants(store: Store, name: string): Variant[] {
  const bytes = store.read(name)
  return bytes === undefined ? [] : (JSON.parse(Buffer.from(bytes).toString('utf8')) as Variant[])
}

function readResult(store: Store, name: string): KeptResult | undefined {
  const bytes = store.read(name)
  if (bytes === undefined) return undefined
  try {
    return decodeMessage(bytes)
  } catch (error) {
    if (!(error instanceof MessageError)) throw error
    // Its hash is right: another version wrote it so.
    return undefined
  }
}

function whyMissed([first]: readonly Variant[], held: Variant | undefined, hashes: FileHashes): string {
  if (first === undefined) return 'not known'
  if (held !== undefined) return 'its result is gone'
  const { files, absent } = first
  const changed = files.find(([file, hash]) => hashes.hash(file) !== hash)?.[0]
  return changed === undefined ? `${absent.find((file) => hashes.exists(file))} has appeared` : `${changed} has changed`
}
