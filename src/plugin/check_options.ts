/**
 * What the options of a plugin may be. Bundlers take whatever a plugin takes, and many configs are JavaScript: a misspelt
 * option would do nothing and say nothing. What is in `config` is the config's own to check.
 */
import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { PluginOptions } from '../settings/plugin_options.ts'

interface Allowed {
  is(value: unknown): boolean
  expected: string
}

const isString = (value: unknown): boolean => typeof value === 'string'
const isPattern = (value: unknown): boolean => isString(value) || value instanceof RegExp
const isListOf = (value: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(is)

const ALLOWED: Record<keyof PluginOptions, Allowed> = {
  config: {
    is: (value) => (typeof value === 'object' && value !== null) || typeof value === 'function',
    expected: 'the config itself, a promise or a function; a file goes into `configFile`',
  },
  configFile: { is: (value) => isString(value) || value === false, expected: 'a path or false' },
  include: {
    is: (value) => isPattern(value) || isListOf(value, isPattern),
    expected: 'an ending of file names, an expression, or a list of these',
  },
  assets: {
    is: (value) => typeof value === 'boolean' || isListOf(value, isString),
    expected: 'true, false or a list of names of objects',
  },
  assetsDir: {
    is: (value) => typeof value === 'string' && !value.split(/[\\/]/).includes('..'),
    expected: 'a folder inside the output folder',
  },
  failOnWarn: { is: (value) => typeof value === 'boolean', expected: 'true or false' },
}

/** @throws BpfLinkerError CONFIG_INVALID */
export function checkOptions(options: object): void {
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(ALLOWED, key)) {
      throw new BpfLinkerError('CONFIG_INVALID', `${key}: the plugin has no such option`, {
        hint: suggestion(key, Object.keys(ALLOWED)),
      })
    }
    const { is, expected } = ALLOWED[key as keyof PluginOptions]
    if (value === undefined || is(value)) continue
    const found = JSON.stringify(value) ?? typeof value
    throw new BpfLinkerError('CONFIG_INVALID', `${key} of the plugin: found ${found}, expected ${expected}`)
  }
}
