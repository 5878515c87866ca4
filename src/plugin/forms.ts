/** Request → outcome → the JavaScript of the module, for every bundler. Addresses are the bundler's own matter. */
import { basename } from 'node:path'
import { BpfLinkerError, type Diagnostic } from '../errors.ts'
import { bytesModule, inlineModule, type ManifestEntry, manifestModule, metaModule, urlModule } from './code.ts'
import type { PluginContext } from './context.ts'
import type { Built, Failed, Outcome } from './outcome.ts'
import { queryOf } from './query.ts'
import {
  type InvalidRequest,
  type ManifestRequest,
  type ObjectRequest,
  type Request,
  VIRTUAL_PREFIX,
} from './request.ts'

/** Makes an asset of an object; a JavaScript expression of its address. */
export type EmitAddress = (built: Built, request: ObjectRequest) => Promise<string> | string

export interface Addresses {
  url: EmitAddress
  /** A `file:` address; or why there can be none. */
  path: EmitAddress | NoFiles
}

export interface NoFiles {
  /** The end of a sentence. */
  because: string
}

export const FOR_BROWSERS: NoFiles = { because: 'in code for browsers, which have no files' }

export interface MadeModule {
  error?: undefined
  code: string
  warnings: Diagnostic[]
  /** Absolute paths of what to watch. */
  dependencies: string[]
  /** Absolute paths where a file may appear that counts. */
  absent: string[]
}

export async function makeModule(
  context: PluginContext,
  request: Request | InvalidRequest,
  addresses: Addresses,
): Promise<MadeModule | Failed> {
  if ('error' in request) return { error: request.error, dependencies: [] }
  if (request.kind === 'manifest') return makeManifest(context, request)
  const outcome = await outcomeOf(context, request, addresses.path)
  if (outcome.error !== undefined) return outcome
  const { warnings, dependencies, absent } = outcome
  return { code: await codeOf(request, outcome, addresses), warnings, dependencies, absent }
}

/** One object; a failure where its address is asked for and there can be none. */
async function outcomeOf(context: PluginContext, request: ObjectRequest, path: Addresses['path']): Promise<Outcome> {
  if (request.form !== 'path' || typeof path === 'function') return context.build(request)
  return { error: noFilesError(request, path), dependencies: [] }
}

export function noFilesError(request: ObjectRequest, { because }: NoFiles): BpfLinkerError {
  const shown = request.kind === 'source' ? basename(request.file) : `${VIRTUAL_PREFIX}${request.name}`
  const message = `an import asks for '${shown}${queryOf(request)}' ${because}`
  const hint = `import it in server code, or with ${queryOf({ ...request, form: 'url' })}`
  return new BpfLinkerError('IMPORT_INVALID', message, { hint })
}

async function codeOf(request: ObjectRequest, built: Built, { url, path }: Addresses): Promise<string> {
  switch (request.form) {
    case 'bytes':
      return bytesModule(built.bytes) + (await built.namedExports(request.kind))
    case 'inline':
      return inlineModule(built.bytes)
    case 'meta':
      return metaModule(await built.meta())
    case 'url':
      return urlModule(await url(built, request))
    case 'path':
      if (typeof path !== 'function') throw new TypeError('outcomeOf() lets no such request through')
      return urlModule(await path(built, request))
  }
}

async function makeManifest(context: PluginContext, request: ManifestRequest): Promise<MadeModule | Failed> {
  const all = await context.manifest(request)
  if (all.error !== undefined) return all
  const { warnings, dependencies, absent } = all
  const entries = await Promise.all(all.objects.map((object) => entryOf(object, request)))
  return { code: manifestModule(entries), warnings, dependencies, absent }
}

async function entryOf({ name, id, profileName, meta }: Built, { form }: ManifestRequest): Promise<ManifestEntry> {
  const specifier = `${VIRTUAL_PREFIX}${id}`
  const load = form === 'bytes' ? { load: specifier } : {}
  return { name, id, profileName, meta: await meta(), ...(form === 'url' ? { url: `${specifier}?url` } : load) }
}
