import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadConfig } from '../../config/load_config.ts'
import type { JobInput } from '../../settings/job.ts'
import type { ResolvedObject } from '../../settings/object.ts'
import type { UserConfig } from '../../settings/user_config.generated.ts'
import { linkKey, whyNotKept } from './link_key.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(path.join(folder, 'a.c'), 'int a;')
writeFileSync(path.join(folder, 'b.c'), 'int b;')

async function objectOf(config: UserConfig = {}): Promise<ResolvedObject> {
  const { objects } = await loadConfig({ cwd: folder, config: { objects: { a: { inputs: 'a.c' } }, ...config } })
  return objects[0] as ResolvedObject
}

const contents = new Map<string, string>()
const hashes = { hash: (file: string) => contents.get(path.relative(folder, file)) }

function keyOf(object: ResolvedObject, { inputs = object.inputs as JobInput[], inspect = {}, tool = 'tool' } = {}) {
  return linkKey({ object, inputs, inspect }, tool, hashes)
}

test('every option, input, profile and tool has a key of its own; the name has none', async () => {
  contents.set('a.c', '1').set('b.c', '1')
  const object = await objectOf()
  const memory = (text: string, name = 'm.c'): JobInput[] => [{ name, bytes: Buffer.from(text) }]
  const keys = [
    keyOf(object),
    keyOf(object, { tool: 'other' }),
    keyOf(object, { inspect: { types: true } as object }),
    keyOf(object, { inputs: [{ path: path.join(folder, 'b.c') }] }),
    keyOf(object, { inputs: [{ path: path.join(folder, 'a.c'), mayLackBitcode: true }] }),
    keyOf(object, { inputs: memory('x') }),
    keyOf(object, { inputs: memory('y') }),
    keyOf(object, { inputs: memory('x', 'n.c') }),
    ...(await Promise.all(
      [
        { cpu: 'v3' } as const,
        { optimize: 3 } as const,
        { defines: { A: 1 } },
        { defines: { A: 2 } },
        { includeDirs: 'inc' },
        { headers: { libbpf: 'inc' } },
        { headers: { linux: 'inc' } },
        { cflags: '-Wall' },
        { emit: ['object', 'ir'] } as const,
        { exports: ['x'] },
        { btf: false },
        { failOnWarn: true },
        { profile: 'linux-5.10' } as const,
        { profile: 'linux-5.15' } as const,
        { profile: 'mine', profiles: { mine: { extends: 'linux-5.15', rules: { 'stack-size': 'warn' } } } } as const,
        { profile: 'mine', profiles: { mine: { extends: 'linux-5.15', loader: 'aya' } } } as const,
      ].map(async (config: UserConfig) => keyOf(await objectOf(config))),
    )),
  ]
  expect(new Set(keys).size).toBe(keys.length)
  expect(keyOf(await objectOf({ objects: { other: { inputs: 'a.c' } } }))).toBe(keys[0])
  contents.set('a.c', '2')
  expect(keys).not.toContain(keyOf(object))
})

test('a file that an option of LLVM names counts', async () => {
  contents.set('a.c', '1').delete('replay.txt')
  const object = await objectOf({ llvmArgs: '-inline-replay=replay.txt' })
  const before = keyOf(object)
  contents.set('replay.txt', '1')
  expect(keyOf(object)).not.toBe(before)
})

test('without its input a link has no key', async () => {
  contents.delete('a.c')
  expect(keyOf(await objectOf())).toBe(undefined)
})

test('what depends on more than its files is not kept', async () => {
  const why = async (config: UserConfig, name = 'a.c') => {
    const object = await objectOf(config)
    return whyNotKept({ object, inputs: [{ path: path.join(folder, name) }], inspect: {} })
  }
  expect(await why({})).toBe(undefined)
  expect(await why({ dumpModule: 'dump' })).toContain('dumpModule')
  expect(await why({ cpu: 'probe' })).toContain('running kernel')
  writeFileSync(path.join(folder, 'thin.a'), '!<thin>\n…')
  writeFileSync(path.join(folder, 'fat.a'), '!<arch>\n…')
  expect(await why({}, 'thin.a')).toContain('thin archive')
  expect(await why({}, 'fat.a')).toBe(undefined)
  expect(await why({}, 'gone.a')).toBe(undefined)
})
