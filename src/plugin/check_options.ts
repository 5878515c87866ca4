/**
 * What the options of a plugin may be. Bundlers take whatever a plugin takes, and many configs are JavaScript: a misspelt
 * option would do nothing and say nothing.
 */
import type { PluginOptions } from '../settings/plugin_options.generated.ts'
import { pluginSchema } from '../settings/plugin_schema.ts'
import { configError } from '../settings/problems.ts'
import { describeErrors } from '../settings/validation_message.ts'
import { validate } from './validator.generated.ts'

/** @throws BpfLinkerError CONFIG_INVALID */
export function checkOptions(options: unknown): asserts options is PluginOptions {
  if (validate(options)) return
  const mistakes = describeErrors({ value: options, schema: pluginSchema }, validate.errors ?? [])
  const problems = mistakes.map((mistake) => ({ code: 'CONFIG_INVALID' as const, file: undefined, ...mistake }))
  throw configError(problems, { root: '', subject: "the plugin's argument" })
}
