import { expect, expectTypeOf, test } from 'vitest'
import { schema } from '../settings/schema.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { defineConfig } from './define_config.ts'

test('every form of a config comes back as it is', async () => {
  const config = { profile: 'linux-5.10', objects: { probe: { inputs: ['a.bpf.c'] } } } satisfies UserConfig
  expect(defineConfig(config)).toBe(config)
  const promise = Promise.resolve(config)
  expect(defineConfig(promise)).toBe(promise)
  const run = defineConfig(({ command, mode }) => ({ defines: { DEV: command === 'serve' && mode === 'development' } }))
  expect(run({ command: 'serve', mode: 'development' })).toEqual({ defines: { DEV: true } })
  expectTypeOf(run).returns.toEqualTypeOf<UserConfig>()
})

test('types know what the schema knows', () => {
  expectTypeOf<UserConfig['optimize']>().toEqualTypeOf<0 | 1 | 2 | 3 | '0' | '1' | '2' | '3' | 's' | 'z' | undefined>()
  // @ts-expect-error: no such cpu
  defineConfig({ cpu: 'v9' })
  // @ts-expect-error: no such option
  defineConfig({ objects: { probe: { input: 'a.bpf.c' } } })
  expect(Object.keys(schema.properties ?? {})).toContain('optimize')
})
