/**
 * A config is plain data: what JSON can say, and `undefined`. The schema cannot
 * see what is not (a regular expression looks like an empty object to it), so
 * that is looked for first.
 */

import { joinPath } from '../settings/problems.ts'

export interface NotPlain {
  /** Path in the config. */
  path: string
  message: string
}

/** Every place of `value` that is not plain data. */
export function findNotPlain(value: unknown, path = '', above: readonly object[] = []): NotPlain[] {
  if (typeof value === 'number' && !Number.isFinite(value))
    return [{ path, message: `found ${value}, expected a number` }]
  if (typeof value !== 'object' || value === null) {
    return ['function', 'symbol', 'bigint'].includes(typeof value)
      ? [{ path, message: `found a ${typeof value}${advice(value)}` }]
      : []
  }
  if (above.includes(value)) return [{ path, message: 'found an object that contains itself' }]
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => findNotPlain(item, `${path}[${index}]`, [...above, value]))
  }
  // Objects of another realm (a worker, vm) have another Object.prototype, whose own prototype is null too.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null
  if (!plain) return [{ path, message: `found a ${nameOf(value)}${advice(value)}` }]
  return Object.entries(value).flatMap(([key, item]) => findNotPlain(item, joinPath(path, key), [...above, value]))
}

function nameOf(value: object): string {
  if (value instanceof RegExp) return `regular expression ${value}`
  if (value instanceof Promise) return 'promise'
  return value.constructor.name
}

function advice(value: unknown): string {
  if (value instanceof RegExp) return ', expected text; names are matched by globs'
  if (value instanceof Promise) return '; await it'
  if (value instanceof URL) return ', expected a path as text: fileURLToPath(url) makes one'
  if (typeof value === 'function') return '; only the config as a whole may be a function'
  return ', expected plain data'
}
