import { expect, test } from 'vitest'
import type { UserProfile } from '../settings/user_config.generated.ts'
import { checkNames } from './names.ts'
import { listProfiles, resolveProfile } from './profiles.ts'

const check = (settings: UserProfile) => () =>
  checkNames(resolveProfile('mine', { mine: { kernel: '4.18', ...settings } }))

test('every preset speaks of what there is', () => {
  for (const profile of listProfiles()) expect(() => checkNames(profile), profile.name).not.toThrow()
})

test.each([
  'loops',
  'helper:bpf_ringbuf_output',
  'helper:ringbuf_output',
  'map:ringbuf',
  'map:BPF_MAP_TYPE_RINGBUF',
  'program:tracing',
  'program:BPF_PROG_TYPE_LSM',
  'attach:trace_fentry',
  'kfunc:of_some_module',
])('%s is a feature', (feature) => {
  expect(check({ features: [feature] })).not.toThrow()
})

test.each([
  [{ rules: { 'stack-sise': 'warn' } as const }, "profiles.mine.rules: no rule is called 'stack-sise'", 'stack-size'],
  [{ features: ['loop'] }, "there is no 'loop'", 'loops'],
  [{ features: ['helper:bpf_ringbuf_outptu'] }, "there is no 'helper:bpf_ringbuf_outptu'", 'bpf_ringbuf_output'],
  [{ features: ['map:bpf_map_type_ringbuff'] }, "there is no 'map:bpf_map_type_ringbuff'", ''],
  [{ features: ['program:tracign'] }, "there is no 'program:tracign'", ''],
])('%j is a mistake', (settings, message, hint) => {
  expect(check(settings)).toThrowError(expect.objectContaining({ code: 'CONFIG_UNKNOWN_NAME' }))
  expect(check(settings)).toThrowError(message)
  if (hint !== '')
    expect(check(settings)).toThrowError(expect.objectContaining({ hint: expect.stringContaining(hint) }))
})
