import { beforeEach, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { LinkRequest } from './linker.ts'
import type { Project } from './project.ts'
import { createRebuilds, type Rebuilds } from './rebuilds.ts'
import { createFakeMachine, type FakeMachine } from './testing/fake_machine.ts'

interface Config extends Project {
  objects: ResolvedObject[]
}

const CONFIG = '/p/config.js'
const object = (id: string, cpu = 'v3') =>
  ({ id, inputs: [{ path: `src/${id}.c` }], workingDirectory: '/p', code: { cpu } }) as unknown as ResolvedObject
const config = (...objects: ResolvedObject[]): Config => ({
  objects,
  dependencies: [CONFIG],
  absent: ['/p/config.ts'],
  inputFolders: ['/p/src'],
  jobs: {} as Config['jobs'],
  cache: {} as Config['cache'],
})

let machine: FakeMachine
/** What loading comes to. */
let loaded: Config | BpfLinkerError
let loads: number
/** Each link: what was asked for, and how it ended. */
let links: (Pick<LinkRequest, 'generation' | 'force'> & { id: string; planned: string[]; end: string })[]
/** What happens while the link of that number runs. */
let during: Record<number, () => void>
/** Of these there is no object. */
let broken: Set<string>

beforeEach(() => {
  machine = createFakeMachine(CONFIG, '/p/src/a.c', '/p/src/b.c', '/p/all.h')
  loaded = config(object('a'), object('b'))
  loads = 0
  links = []
  during = {}
  broken = new Set()
})

/** An outcome is the object's id with the number of its link. */
function rebuilds(more: { force?: boolean; signal?: AbortSignal } = {}): Rebuilds<Config, string> {
  return createRebuilds<Config, string>(
    {
      async load() {
        loads++
        if (loaded instanceof BpfLinkerError) throw loaded
        return loaded
      },
      planned: ({ objects }) => objects,
      finish: async ({ id }, { result, error }) => `${id}${result?.milliseconds ?? ` ${error?.code}`}`,
      ...more,
    },
    { machine, linker: { link, remember: (_, make) => make() } },
  )
}

async function link({ id }: ResolvedObject, { generation, planned, force, signal }: LinkRequest) {
  const ids = planned().map((other) => other.id)
  const number = links.push({ id, generation, force, planned: ids, end: 'running' }) - 1
  const entry = links[number] as (typeof links)[number]
  await null
  during[number]?.()
  await null
  entry.end = signal.aborted ? 'stopped' : 'ended'
  if (signal.aborted) throw new BpfLinkerError('JOB_ABORTED', 'stopped')
  const dependencies = [`/p/src/${id}.c`, '/p/all.h']
  if (broken.has(id)) throw new BpfLinkerError('COMPILE_ERROR', 'broken', { dependencies })
  return { dependencies, absent: [`/p/first/${id}.h`], milliseconds: number } as never
}

const all = ({ objects }: Config) => objects
const only = (id: string) => (project: Config) => project.objects.filter((each) => each.id === id)
const outcomes = async (from: Rebuilds<Config, string>, choose = all) => (await from.make(choose)).outcomes
const linked = () => links.map(({ id }) => id).join('')

test('an object is linked once, whoever asks and however often', async () => {
  const from = rebuilds()
  const asked = await Promise.all([outcomes(from), outcomes(from, only('a')), outcomes(from)])
  expect(asked).toEqual([['a0', 'b1'], ['a0'], ['a0', 'b1']])
  expect([from.look(), await outcomes(from), loads]).toEqual([false, ['a0', 'b1'], 1])
})

test('a change of a file is one of the objects that read it, and raises the generation', async () => {
  const from = rebuilds()
  await outcomes(from)
  const before = from.generation
  machine.write('/p/src/a.c')
  expect([from.look(), from.look(), from.generation]).toEqual([true, false, before + 1])
  expect(await outcomes(from)).toEqual(['a2', 'b1'])
  machine.write('/p/all.h')
  expect(from.changed('/p/all.h')).toBe(true)
  expect(await outcomes(from)).toEqual(['a3', 'b4'])
  machine.write('/p/first/b.h')
  expect(from.changed('/p/first/b.h')).toBe(true)
  expect([await outcomes(from), loads]).toEqual([['a3', 'b5'], 1])
})

test('what is told of a file that nothing was made of is no change', async () => {
  const from = rebuilds()
  await outcomes(from)
  machine.write('/p/main.js')
  expect([from.changed('/p/main.js'), from.generation]).toEqual([false, 0])
})

test('a link that runs is stopped by a change, and who waits for it gets the next', async () => {
  const from = rebuilds()
  during[0] = () => {
    machine.write('/p/src/a.c')
    expect(from.changed('/p/src/a.c')).toBe(true)
  }
  expect(await outcomes(from)).toEqual(['a2', 'b1'])
  expect(links.map(({ end }) => end)).toEqual(['stopped', 'ended', 'ended'])
})

test('what a generation has in common is that of objects still to be made', async () => {
  const from = rebuilds()
  await outcomes(from)
  expect(links.map(({ planned, generation }) => [planned.join(''), generation])).toEqual([
    ['ab', 0],
    ['ab', 0],
  ])
  machine.write('/p/src/a.c')
  from.look()
  await outcomes(from)
  expect(links[2]).toMatchObject({ planned: ['a'], generation: 1 })
})

test('objects that all find that a header changed meanwhile share the generation in which they are made anew', async () => {
  const from = rebuilds()
  during[0] = () => machine.write('/p/all.h')
  expect(await outcomes(from)).toEqual(['a2', 'b3'])
  expect(links.map(({ generation }) => generation)).toEqual([0, 0, 1, 1])
})

test('when the config changes, only objects that came out different are linked', async () => {
  const from = rebuilds()
  await outcomes(from)
  loaded = config(object('a'), object('b', 'v4'), object('c'))
  machine.write(CONFIG)
  expect(from.look()).toBe(true)
  expect([await outcomes(from), loads]).toEqual([['a0', 'b2', 'c3'], 2])
})

test('a config that is changed while it is loaded is loaded again', async () => {
  const from = rebuilds()
  const first = loaded
  loaded = new Proxy(first as Config, {
    get(target, key) {
      if (key === 'inputFolders' && loads === 1) machine.write(CONFIG)
      return Reflect.get(target, key)
    },
  })
  await outcomes(from)
  expect([loads, linked()]).toEqual([2, 'ab'])
})

test('so it is when a config appears that counts instead, or a file where inputs may be', async () => {
  const from = rebuilds()
  await outcomes(from)
  for (const file of ['/p/config.ts', '/p/src/new.c']) {
    machine.write(file)
    loaded = { ...(loaded as Config), absent: [] }
    expect(from.look()).toBe(true)
    await outcomes(from)
  }
  expect([loads, linked()]).toEqual([3, 'ab'])
})

test('a config that cannot be loaded is thrown once asked for, and all is made anew when it is mended', async () => {
  const from = rebuilds()
  await outcomes(from)
  const before = loaded
  loaded = new BpfLinkerError('CONFIG_LOAD_FAILED', 'broken', { dependencies: ['/p/other.js'] })
  machine.write(CONFIG)
  expect(from.look()).toBe(true)
  for (let i = 0; i < 2; i++) await expect(outcomes(from)).rejects.toThrow('broken')
  expect([loads, from.look()]).toEqual([2, false])
  expect(from.watched([]).files).toEqual(['/p/other.js', CONFIG])
  loaded = before
  machine.write(CONFIG)
  expect(from.look()).toBe(true)
  expect(await outcomes(from)).toEqual(['a2', 'b3'])
})

test('a bundler that tells of any file has a broken config looked at again', async () => {
  const from = rebuilds()
  const right = loaded
  loaded = new BpfLinkerError('CONFIG_NOT_FOUND', 'broken')
  await expect(outcomes(from)).rejects.toThrow('broken')
  loaded = right
  expect(from.changed('/p/any.js')).toBe(true)
  expect(await outcomes(from)).toEqual(['a0', 'b1'])
})

test('an object that failed is tried again when a file comes where inputs may be, and the others are not', async () => {
  const from = rebuilds()
  broken.add('b')
  expect(await outcomes(from)).toEqual(['a0', 'b COMPILE_ERROR'])
  broken.clear()
  machine.write('/p/src/new.c')
  from.look()
  expect(await outcomes(from)).toEqual(['a0', 'b2'])
})

test('a build that begins looks at everything anew, once for those that go together', async () => {
  const from = rebuilds()
  const [client, server] = [{}, {}]
  from.begin(client)
  await outcomes(from)
  from.begin(server)
  expect(await outcomes(from)).toEqual(['a0', 'b1'])
  from.begin(client)
  expect(await outcomes(from)).toEqual(['a2', 'b3'])
  from.begin(server)
  expect([await outcomes(from), loads]).toEqual([['a2', 'b3'], 2])
})

test('who waits while a build begins gets what that makes', async () => {
  const from = rebuilds()
  const build = {}
  from.begin(build)
  during[1] = () => from.begin(build)
  expect(await outcomes(from)).toEqual(['a2', 'b3'])
  expect(links.map(({ end }) => end)).toEqual(['stopped', 'stopped', 'ended', 'ended'])
})

test('further things of the same files are made anew with the object', async () => {
  const from = rebuilds()
  const described: string[] = []
  const made = await from.make(only('a'), async (outcome) => {
    if (described.push(outcome) === 1) machine.write('/p/all.h')
  })
  expect([made.outcomes, described]).toEqual([['a1'], ['a0', 'a1']])
})

test('news is each outcome once, and a listener hears the same', async () => {
  const from = rebuilds()
  const heard: string[] = []
  from.onOutcome((outcome) => heard.push(outcome))
  await outcomes(from)
  expect([await from.news(), await from.news()]).toEqual([['a0', 'b1'], []])
  machine.write('/p/src/b.c')
  from.look()
  await outcomes(from)
  expect([await from.news(), heard]).toEqual([['b2'], ['a0', 'b1', 'b2']])
})

test('only the first link of an object is forced', async () => {
  const from = rebuilds({ force: true })
  await outcomes(from, only('a'))
  machine.write('/p/src/a.c')
  from.look()
  await outcomes(from)
  expect(links.map(({ id, force }) => [id, force])).toEqual([
    ['a', true],
    ['a', false],
    ['b', true],
  ])
})

test('stopped from outside, it throws', async () => {
  const controller = new AbortController()
  during[0] = () => controller.abort()
  await expect(outcomes(rebuilds({ signal: controller.signal }))).rejects.toThrow('stopped')
})

test('watched are the files of the config and of the objects that are asked for, known or not', async () => {
  const from = rebuilds()
  await outcomes(from, only('a'))
  const { files, folders } = from.watched((loaded as Config).objects)
  expect([...files].sort()).toEqual(
    [CONFIG, '/p/all.h', '/p/config.ts', '/p/first/a.h', '/p/src/a.c', '/p/src/b.c'].sort(),
  )
  expect(folders).toEqual(['/p/src'])
})
