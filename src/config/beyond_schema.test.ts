import { expect, test } from 'vitest'
import { configError } from '../settings/problems.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { problemsBeyondSchema } from './beyond_schema.ts'

/** What a user reads of it. */
function problem(user: UserConfig): string {
  const root = '/project'
  const origin = () => ({ file: '/project/bpf-linker.config.ts', readFrom: root, writeTo: root })
  const { code, message, hint } = configError(problemsBeyondSchema(user, origin), { root })
  return `${code}\n${message}${hint ? `\nhint: ${hint}` : ''}`
}

const probe = { inputs: ['x.bpf.c'] }

test('an unknown profile: where, and the nearest', () => {
  expect(problem({ objects: { probe: { ...probe, profile: 'linux-5.11' } } })).toMatchInlineSnapshot(`
    "CONFIG_UNKNOWN_NAME
    bpf-linker.config.ts: objects.probe.profile: no profile is called 'linux-5.11'
    hint: did you mean 'linux-5.10'?"
  `)
})

test('several problems are one error', () => {
  expect(
    problem({
      profile: 'fleat',
      profiles: { fleet: {} },
      memoryLimit: '3KiB',
      cacheSize: '4KiB',
      objects: { probe: { ...probe, profiles: ['modern', 'modren'] } },
    }),
  ).toMatchInlineSnapshot(`
    "CONFIG_UNKNOWN_NAME
    bpf-linker.config.ts has 4 mistakes
      profile: no profile is called 'fleat'; did you mean 'fleet'?
      objects.probe.profiles[1]: no profile is called 'modren'; did you mean 'modern'?
      memoryLimit: found 3KiB, expected at least 64MiB; LLVM itself needs about that much
      cacheSize: found 4KiB, expected at least 1MiB; with cache: false nothing is kept"
  `)
})

test('profiles that extend each other are told once', () => {
  expect(
    problem({ profile: 'c', profiles: { a: { extends: 'b' }, b: { extends: 'a' }, c: { extends: 'a' } } }),
  ).toMatchInlineSnapshot(`
    "CONFIG_INVALID
    bpf-linker.config.ts: profiles.a.extends: profiles extend each other: 'a' → 'b' → 'a'
    hint: let one of them extend a preset, such as generic"
  `)
})

test('a profile of an own name that is a preset', () => {
  expect(problem({ profiles: { modern: { cpu: 'v3' } } })).toMatchInlineSnapshot(`
    "CONFIG_INVALID
    bpf-linker.config.ts: profiles.modern: a preset has this name
    hint: give yours another name, and let it extend 'modern'"
  `)
})

test('two objects that would write the same file', () => {
  expect(
    problem({ objects: { probe: { ...probe, profiles: ['modern', 'generic'] }, 'Probe.Modern': probe } }),
  ).toMatchInlineSnapshot(`
    "CONFIG_INVALID
    bpf-linker.config.ts: objects.Probe.Modern: writes Probe.Modern.bpf.o, as objects.probe does
    hint: give one of them another name"
  `)
})

test('profile and profiles at once; no inputs', () => {
  expect(problem({ objects: { probe: { profile: 'modern', profiles: ['generic'] } as never } })).toMatchInlineSnapshot(`
    "CONFIG_INVALID
    bpf-linker.config.ts has 2 mistakes
      objects.probe.inputs: missing; say what to link: inputs: ['src/bpf/*.bpf.c']
      objects.probe.profile: 'profile' and 'profiles' at once; keep one of them"
  `)
})
