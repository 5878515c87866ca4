/**
 * How the specifier and the attributes of an import get to the loader:
 *
 * - `virtual:bpf-linker/x` becomes `virtual.js?object=x`, a real file of ours: both bundlers take `virtual:` for the
 *   scheme of a URL, and a real file needs no virtual file system.
 * - An import's attribute travels in the query.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Attributes } from '../query.ts'
import { MAYBE_OURS, VIRTUAL_PREFIX } from '../request.ts'
import type { Compiler } from './host.ts'

/** `virtual.js`; `virtual.ts` when our own sources run. */
const VIRTUAL_FILE = fileURLToPath(new URL(`./virtual${path.extname(import.meta.url)}`, import.meta.url))
const OBJECT_KEY = 'object'
const TYPE_KEY = 'bpf-linker-type'
const ATTRIBUTE = new RegExp(`^(.*)[?&]${TYPE_KEY}=([^&]*)$`)

export function redirectVirtual(compiler: Compiler): void {
  const Replacement = compiler.webpack.NormalModuleReplacementPlugin
  const redirect = (data: { request: string }) => {
    const [name = '', query] = data.request.slice(VIRTUAL_PREFIX.length).split('?')
    const more = query === undefined ? '' : `&${query}`
    data.request = `${VIRTUAL_FILE}?${OBJECT_KEY}=${encodeURIComponent(name)}${more}`
  }
  const pattern = new RegExp(`^${VIRTUAL_PREFIX}`)
  new Replacement(pattern, redirect).apply(compiler as never)
}

/** Loaders do not get the attributes of an import, hooks do. */
export function handAttributesOn(compiler: Compiler): void {
  const tap = (data: ResolveData) => {
    const { type } = data.attributes ?? data.assertions ?? {}
    const { resource = '' } = data.createData ?? {}
    if (type === undefined || !MAYBE_OURS.test(specifierOf(resource))) return
    const more = `${resource.includes('?') ? '&' : '?'}${TYPE_KEY}=${encodeURIComponent(type)}`
    Object.assign(data.createData ?? {}, { resource: resource + more })
  }
  compiler.hooks.normalModuleFactory.tap('bpf-linker', (factory) => {
    factory.hooks.afterResolve.tap('bpf-linker', tap as never)
  })
}

/** What both bundlers hand over. */
interface ResolveData {
  attributes?: Attributes
  /** Their name in older versions. */
  assertions?: Attributes
  createData?: { resource?: string }
}

/** Takes {@link handAttributesOn} and {@link redirectVirtual} back. */
export function importOf(id: string): { specifier: string; attributes: Attributes } {
  const [, resource = id, type] = ATTRIBUTE.exec(id) ?? []
  const attributes: Attributes = type === undefined ? {} : { type: decodeURIComponent(type) }
  return { specifier: specifierOf(resource), attributes }
}

/** Takes {@link redirectVirtual} back. */
function specifierOf(id: string): string {
  if (!id.startsWith(`${VIRTUAL_FILE}?`)) return id
  const [first = '', ...more] = id.slice(VIRTUAL_FILE.length + 1).split('&')
  const name = decodeURIComponent(first.slice(OBJECT_KEY.length + 1))
  return VIRTUAL_PREFIX + name + (more.length === 0 ? '' : `?${more.join('&')}`)
}
