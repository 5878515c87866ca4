/**
 * UserConfig or an error that shows every mistake. The validator is generated
 * from the schema; the messages are made here, and only when there are any.
 */

import type { Problem } from '../settings/problems.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { findNotPlain } from './plain_data.ts'

export interface ValidateOptions {
  /** For messages. */
  file: string | undefined
  /** An object may leave out what it is required to have: another config, over or under this one, has it. */
  partial?: boolean
}

/** The mistakes of `value`; none when it is a UserConfig. */
export async function validate(value: unknown, { file, partial = false }: ValidateOptions): Promise<Problem[]> {
  const notPlain = findNotPlain(value)
  if (notPlain.length > 0) return notPlain.map((found) => ({ code: 'CONFIG_INVALID', file, ...found }))
  const { validate: check } = await import('./validator.generated.ts')
  if (check(value)) return []
  const errors = (check.errors ?? []).filter(({ keyword }) => !(partial && keyword === 'required'))
  if (errors.length === 0) return []
  const [{ describeErrors }, { objectSchema, profileSchema, schema }] = await Promise.all([
    import('../settings/validation_message.ts'),
    import('../settings/schema.ts'),
  ])
  const elsewhere = [
    { where: 'one of objects', has: objectSchema },
    { where: 'one of profiles', has: profileSchema },
    { where: 'the top level', has: schema },
  ]
  return describeErrors({ value, schema, elsewhere }, errors).map((found) => ({
    code: 'CONFIG_INVALID',
    file,
    ...found,
  }))
}

/** A checked config. Throws when called for one with mistakes, which is a mistake of this program. */
export function asUserConfig(value: unknown, problems: readonly Problem[]): UserConfig {
  if (problems.length > 0) throw new TypeError('asUserConfig: the config has mistakes')
  return value as UserConfig
}
