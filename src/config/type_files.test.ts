import { expect, test } from 'vitest'
import type { ResolvedConfig } from '../settings/config.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { resolveConfig } from './resolve.ts'
import { objectOfSource } from './source_object.ts'

const root = '/project'

function resolved(user: UserConfig): ResolvedConfig {
  const inputs = Object.fromEntries(
    Object.entries(user.objects ?? {}).map(([name, object]) => [name, [object.inputs].flat() as string[]]),
  )
  const files = { inputs, exportLists: {}, inputFolders: [], cacheFolder: undefined }
  return resolveConfig(user, { root, files, cores: 1, configFile: '/project/bpf-linker.config.ts' })
}

const files = (user: UserConfig) => resolved(user).objects.map(({ typesFile }) => typesFile)
const one = { inputs: ['/project/src/one.bpf.c'] }
const two = { inputs: ['/project/src/one.bpf.c', '/project/src/two.bpf.c'] }

test('no types without the option', () => {
  expect(files({ objects: { one } })).toEqual([undefined])
  expect(files({ types: true, objects: { one: { ...one, types: false } } })).toEqual([undefined])
  expect(objectOfSource(resolved({ objects: { one } }), '/project/src/x.bpf.c').typesFile).toBeUndefined()
})

test('beside the only source, for the first object of it; else beside the object', () => {
  expect(files({ types: true, objects: { one, two, again: one } })).toEqual([
    '/project/src/one.bpf.d.c.ts',
    '/project/dist/bpf/two.bpf.ts',
    '/project/dist/bpf/again.bpf.ts',
  ])
  expect(files({ types: true, objects: { one: { ...one, profiles: ['linux-5.10', 'linux-6.12'] } } })).toEqual([
    '/project/src/one.bpf.d.c.ts',
    '/project/dist/bpf/one.linux-6.12.bpf.ts',
  ])
})

test('in a folder', () => {
  const types = { outDir: 'src/types', integers: 'number' } as const
  const { objects } = resolved({ objects: { one: { ...one, types }, two: { ...two, types: 'other' } } })
  expect(objects).toMatchObject([
    { typesFile: '/project/src/types/one.bpf.ts', types: { integers: 'number', strings: 'string' } },
    { typesFile: '/project/other/two.bpf.ts', types: { integers: 'bigint' } },
  ])
})

test('a source that a module imports', () => {
  const config = resolved({ types: true, objects: { one } })
  expect(objectOfSource(config, '/project/src/x.bpf.c').typesFile).toBe('/project/src/x.bpf.d.c.ts')
  expect(objectOfSource(config, '/project/src/one.bpf.c').typesFile).toBeUndefined()
  const inFolder = resolved({ types: 'types', objects: { one } })
  expect(objectOfSource(inFolder, '/project/src/one.bpf.c').typesFile).toBe('/project/src/one.bpf.d.c.ts')
})

test('a source whose file is an object’s has the types and events of that object', () => {
  const types = { integers: 'number' } as const
  const config = resolved({ objects: { one: { ...one, types, events: { rb: 'event' } } } })
  expect(objectOfSource(config, '/project/src/one.bpf.c')).toMatchObject({
    types: { integers: 'number' },
    events: { types: { rb: 'event' } },
    typesFile: undefined,
  })
  expect(objectOfSource(config, '/project/src/x.bpf.c')).toMatchObject({ types: undefined, events: { types: {} } })
})
