import path from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../config/load_config.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { fingerprintOf, placeOf } from './fingerprint.ts'

/** Of an object in a project in `root`, with nothing of it on disk. */
async function fingerprint(root: string, config: UserConfig = {}, changed: Record<string, string> = {}) {
  const { defaults } = await loadConfig({ cwd: root, config, allowEmpty: true })
  const input = { path: path.join(root, 'src/a.bpf.c') }
  const object: ResolvedObject = { ...defaults, name: 'a', id: 'a', fileName: 'a.bpf.o', inputs: [input] }
  const headerDirectory = path.join(root, 'node_modules/@bpf-linker/linux-x64/include')
  const contents = {
    [input.path]: '1',
    [path.join(root, 'src/a.h')]: '1',
    [path.join(headerDirectory, 'linux/bpf.h')]: '1',
    '/usr/include/other.h': '1',
    ...Object.fromEntries(Object.entries(changed).map(([name, hash]) => [path.resolve(root, name), hash])),
  }
  const files = Object.entries(contents)
  return fingerprintOf({ object, sha256: 'ab', tool: 'tool', files, cargo: [], places: { root, headerDirectory } })
}

test('it is the same in another folder', async () => {
  const headers = { libbpf: 'vendor', linux: '/opt/linux' }
  const config = { includeDirs: ['src/inc', '/opt/inc'], headers, cflags: ['-include', 'x.h'] } as const
  expect(await fingerprint('/home/me/project', config)).toBe(await fingerprint('/ci/build', config))
})

test('flags that name the folder are the same, too', async () => {
  const config = (root: string) => ({ cflags: [`-I${root}/src`] })
  expect(await fingerprint('/a', config('/a'))).toBe(await fingerprint('/b', config('/b')))
})

test('it differs with every option and every content', async () => {
  const all = await Promise.all([
    fingerprint('/p'),
    fingerprint('/p', {}, { 'src/a.bpf.c': '2' }),
    fingerprint('/p', {}, { 'src/a.h': '2' }),
    fingerprint('/p', {}, { '/usr/include/other.h': '2' }),
    fingerprint('/p', {}, { 'src/b.h': '1' }),
    fingerprint('/p', { optimize: 3 }),
    fingerprint('/p', { defines: { A: 1 } }),
    fingerprint('/p', { includeDirs: 'src/inc' }),
    fingerprint('/p', { headers: { libbpf: 'src/inc' } }),
    fingerprint('/p', { headers: { linux: 'src/inc' } }),
    fingerprint('/p', { profile: 'linux-5.10' }),
    fingerprint('/p', { emit: ['object', 'ir'] }),
    fingerprint('/p', { stripPathPrefix: 'src' }),
    fingerprint('/p', { stripPathPrefix: false }),
  ])
  expect(new Set(all).size).toBe(all.length)
})

test('whole paths in the object make it differ from folder to folder', async () => {
  const config = { stripPathPrefix: false } as const
  expect(await fingerprint('/a', config)).not.toBe(await fingerprint('/b', config))
})

test('places', () => {
  const places = { root: '/p', headerDirectory: '/p/node_modules/native/include' }
  const files = ['/p/src/a.c', '/p/node_modules/native/include/bpf/x.h', '/usr/include/y.h', '/p2/z.h']
  expect(files.map((file) => placeOf(file, places))).toEqual([
    'src/a.c',
    '<package>/bpf/x.h',
    '<elsewhere>/y.h',
    '<elsewhere>/z.h',
  ])
})
