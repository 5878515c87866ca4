import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { BuiltObject } from './built_object.ts'
import { MANIFEST_NAME, makeManifest, manifestText, readManifest } from './manifest.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-manifest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const places = { root: '/app', outDir: '/app/dist/bpf' }
function built(id: string): BuiltObject {
  return {
    name: id,
    id,
    profileName: 'linux-5.10',
    file: `/app/dist/bpf/${id}.bpf.o`,
    bytes: new Uint8Array(7),
    sha256: 'ab',
    info: { license: 'GPL', programs: [], maps: [] } as unknown as BuiltObject['info'],
    cached: false,
    absent: [],
    diagnostics: [],
    findings: [],
    requirements: [],
    inputs: ['/app/src/a.bpf.c', 'memory.bc'],
    dependencies: [],
    timings: [],
    milliseconds: 1,
    types: [],
    artifacts: [
      { kind: 'object', file: `/app/dist/bpf/${id}.bpf.o`, bytes: new Uint8Array(7) },
      { kind: 'assembly', file: `/app/dist/bpf/${id}.bpf.s`, bytes: new Uint8Array() },
    ],
  }
}
const parts = { order: ['a', 'b', 'c'], failed: [], previous: undefined, ...places }

test('names everything relative to itself and to the config', () => {
  expect(makeManifest({ ...parts, built: [built('a')] }).objects).toEqual([
    {
      name: 'a',
      id: 'a',
      profileName: 'linux-5.10',
      file: 'a.bpf.o',
      sha256: 'ab',
      size: 7,
      license: 'GPL',
      programs: [],
      maps: [],
      inputs: ['src/a.bpf.c', 'memory.bc'],
      artifacts: [
        { kind: 'object', file: 'a.bpf.o' },
        { kind: 'assembly', file: 'a.bpf.s' },
      ],
    },
  ])
})

test("keeps what was not built this time, drops what failed or is not in the config, in the config's order", () => {
  const previous = makeManifest({ ...parts, order: ['c', 'b', 'a', 'old'], built: ['a', 'b', 'c', 'old'].map(built) })
  const now = makeManifest({ ...parts, built: [built('b')], failed: ['a'], previous })
  expect(now.objects.map(({ id }) => id)).toEqual(['b', 'c'])
})

test('is read back; a damaged or newer one is as none', () => {
  const manifest = makeManifest({ ...parts, built: [built('a')] })
  const file = path.join(folder, MANIFEST_NAME)
  expect(readManifest(folder)).toBeUndefined()
  writeFileSync(file, manifestText(manifest))
  expect(readManifest(folder)).toEqual(manifest)
  for (const text of ['{', 'null', '{"version":2,"objects":[]}', '{"version":1}']) {
    writeFileSync(file, text)
    expect(readManifest(folder), text).toBeUndefined()
  }
})
