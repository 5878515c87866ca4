import { expect, test } from 'vitest'
import { resolveProfile } from '../kernel/profiles.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import { presetNames } from '../settings/profile.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { mergeLayers } from './merge.ts'
import { resolveConfig } from './resolve.ts'
import { objectOfSource } from './source_object.ts'

const root = '/project'

function resolved(user: UserConfig): ResolvedConfig {
  const names = Object.keys(user.objects ?? {})
  const inputs = Object.fromEntries(names.map((name) => [name, [`/project/${name}.bpf.c`]]))
  const files = {
    inputs,
    exportLists: { '/project/list.txt': ['a', 'b'] },
    inputFolders: [],
    cacheFolder: '/project/node_modules/.cache/bpf-linker',
  }
  return resolveConfig(user, { root, files, cores: 3, configFile: '/project/bpf-linker.config.ts' })
}

const probe = { inputs: ['x.bpf.c'] }

test('defaults', () => {
  const config = resolved({ objects: { probe } })
  expect(config).toMatchObject({
    root,
    outDir: '/project/dist/bpf',
    profiles: presetNames.map((name) => resolveProfile(name)),
    jobs: { isolate: true, memoryLimit: 2 * 1024 ** 3, timeout: 60_000, concurrency: 3 },
    cache: { folder: '/project/node_modules/.cache/bpf-linker', maxSize: 256 * 1024 ** 2 },
  })
  expect(config.objects).toHaveLength(1)
  expect(config.objects[0]).toMatchInlineSnapshot(`
    {
      "code": {
        "cpu": "generic",
        "cpuFeatures": "",
        "optimize": "2",
        "stripPathPrefix": "/project",
        "target": "bpf",
      },
      "compile": {
        "cflags": [],
        "defines": [],
        "headers": {
          "libbpf": [],
          "linux": [],
        },
        "includeDirs": [],
      },
      "emit": [
        "object",
      ],
      "events": {
        "shared": true,
        "types": {},
      },
      "failOnWarn": false,
      "fileName": "probe.bpf.o",
      "id": "probe",
      "inputs": [
        {
          "path": "/project/probe.bpf.c",
        },
      ],
      "link": {
        "allowBpfTrap": false,
        "allowUnresolved": {
          "all": false,
          "patterns": [],
        },
        "btf": true,
        "disableMemoryBuiltins": false,
        "expandMemcpyInOrder": undefined,
        "exports": {
          "auto": true,
          "patterns": [],
        },
        "fetchAtomics": true,
        "freezeRodata": false,
        "globalData": true,
        "ignoreInlineNever": false,
        "inlineAll": false,
        "keepDwarf": false,
        "llvmArgs": [],
        "loops": true,
        "maxInstructions": undefined,
        "sourceLines": true,
        "unrollLoops": false,
      },
      "name": "probe",
      "profile": {
        "btf": true,
        "cpu": "generic",
        "cpuFeatures": "",
        "disableMemoryBuiltins": false,
        "features": [],
        "fetchAtomics": true,
        "freezeRodata": false,
        "globalData": true,
        "inlineAll": false,
        "jumpTables": false,
        "kernel": undefined,
        "loader": "auto",
        "loops": true,
        "maxInstructions": undefined,
        "name": "generic",
        "rules": {},
        "unrollLoops": false,
      },
      "types": undefined,
      "workingDirectory": "/project",
    }
  `)
})

test('an object for several profiles is one output each; one profile adds nothing to the name', () => {
  const { objects } = resolved({
    objects: {
      probe: { ...probe, profiles: ['old-kernel-no-loops', 'linux-5.10'] },
      other: { ...probe, profiles: ['linux-6.12'] },
    },
  })
  expect(objects.map(({ id, fileName, name }) => [id, fileName, name])).toEqual([
    ['probe.old-kernel-no-loops', 'probe.old-kernel-no-loops.bpf.o', 'probe'],
    ['probe.linux-5.10', 'probe.linux-5.10.bpf.o', 'probe'],
    ['other', 'other.bpf.o', 'other'],
  ])
  expect(objects.map((o) => [o.code.cpu, o.link.unrollLoops, o.link.inlineAll])).toEqual([
    ['v1', true, true],
    ['v3', false, false],
    ['v4', false, false],
  ])
})

test('an option: the object before the top level before the profile', () => {
  const { objects } = resolved({
    profile: 'old-kernel-no-loops',
    cpu: 'v2',
    optimize: 's',
    objects: { probe: { ...probe, cpu: 'v3', unrollLoops: false }, other: probe },
  })
  expect(objects[0]?.link).toMatchObject({ unrollLoops: false, inlineAll: true })
  expect(objects[0]?.code).toMatchObject({ cpu: 'v3', optimize: 's' })
  expect(objects[1]?.link).toMatchObject({ unrollLoops: true })
  expect(objects[1]?.code).toMatchObject({ cpu: 'v2' })
})

test('every spelling of defines, includeDirs, headers, cflags, emit, exports', () => {
  const { objects } = resolved({
    objects: {
      a: {
        ...probe,
        defines: { LIMIT: 64, DEBUG: true, OFF: false, NAME: '"x"' },
        includeDirs: 'inc',
        headers: { libbpf: 'vendor' },
        cflags: ['-Wall'],
        emit: 'assembly',
        exports: { file: 'list.txt' },
      },
      b: {
        ...probe,
        defines: ['A', 'B=2'],
        includeDirs: ['/abs', 'rel'],
        headers: { linux: ['/abs', 'rel'] },
        emit: ['ir', 'object'],
        exports: ['auto', 'x_*'],
      },
      c: { ...probe, exports: ['only'], stripPathPrefix: false, dumpModule: 'dump' },
    },
  })
  expect(objects[0]?.compile).toMatchObject({
    defines: ['LIMIT=64', 'DEBUG=1', 'NAME="x"'],
    includeDirs: ['/project/inc'],
    headers: { libbpf: ['/project/vendor'], linux: [] },
    cflags: ['-Wall'],
  })
  expect(objects[0]?.emit).toEqual(['object', 'assembly'])
  expect(objects[0]?.link.exports).toEqual({ auto: false, patterns: ['a', 'b'] })
  expect(objects[1]?.compile).toMatchObject({
    defines: ['A', 'B=2'],
    includeDirs: ['/abs', '/project/rel'],
    headers: { libbpf: [], linux: ['/abs', '/project/rel'] },
  })
  expect(objects[1]?.emit).toEqual(['object', 'ir'])
  expect(objects[1]?.link.exports).toEqual({ auto: true, patterns: ['x_*'] })
  expect(objects[2]?.link.exports).toEqual({ auto: false, patterns: ['only'] })
  expect(objects[2]?.code.stripPathPrefix).toBeUndefined()
  expect(objects[2]?.link.dumpModule).toBe('/project/dump/c')
})

test('flags that say what options say, for each object', () => {
  const { objects } = resolved({
    profile: 'linux-5.4',
    cflags: '-g -O1 -mcpu=v3',
    objects: {
      flags: probe,
      own: { ...probe, cpu: 'v2', optimize: 1 },
      list: { ...probe, cflags: ['-mcpu=v4', '-mcpu=v1'] },
      none: { ...probe, cflags: [] },
    },
  })
  const said = objects.map(({ code, compile }) => [code.cpu, code.optimize, ...compile.cflags])
  expect(said).toEqual([
    ['v3', '1', '-g'],
    // Native code refuses it.
    ['v2', '1', '-g', '-mcpu=v3'],
    ['v1', '2'],
    ['v2', '2'],
  ])
})

test('allowUnresolved: all, none, or some', () => {
  const { objects } = resolved({
    allowUnresolved: ['a', 'b_*'],
    objects: { some: probe, all: { ...probe, allowUnresolved: true }, none: { ...probe, allowUnresolved: false } },
  })
  expect(objects.map(({ link }) => link.allowUnresolved)).toEqual([
    { all: false, patterns: ['a', 'b_*'] },
    { all: true, patterns: [] },
    { all: false, patterns: [] },
  ])
})

test('v4 code has no jump tables unless asked for', () => {
  const off = ['-bpf-min-jump-table-entries=4294967295']
  const args = (options: UserConfig): unknown => resolved({ ...options, objects: { probe } }).objects[0]?.link.llvmArgs
  expect(args({ profile: 'linux-6.6' })).toEqual(off)
  expect(args({ cpu: 'v4', llvmArgs: ['-x'] })).toEqual([...off, '-x'])
  expect(args({ cpu: 'v3' })).toEqual([])
  expect(args({ profile: 'linux-6.6', jumpTables: true })).toEqual([])
  expect(args({ cpu: 'v4', llvmArgs: ['--bpf-min-jump-table-entries=9'] })).toEqual(['--bpf-min-jump-table-entries=9'])
})

test('paths that are read start at the file they are written in, written ones at the root', () => {
  const base = { file: '/shared/base.json', readFrom: '/shared', writeTo: root }
  const { config, origins } = mergeLayers([
    {
      config: {
        outDir: 'out',
        includeDirs: ['inc'],
        headers: { libbpf: 'lib' },
        dumpModule: 'dump',
        objects: { probe },
      },
      origin: base,
    },
    {
      config: { objects: { probe: { inputs: [], optimize: 'z' } } },
      origin: { file: '/project/c.json', readFrom: root, writeTo: root },
    },
  ])
  const files = {
    inputs: {},
    exportLists: {},
    inputFolders: [],
    cacheFolder: '/project/node_modules/.cache/bpf-linker',
  }
  const { outDir, objects } = resolveConfig(config, { root, files, origins, cores: 1 })
  expect(outDir).toBe('/project/out')
  expect(objects[0]).toMatchObject({
    compile: { includeDirs: ['/shared/inc'], headers: { libbpf: ['/shared/lib'] } },
    code: { optimize: 'z' },
  })
  expect(objects[0]?.link.dumpModule).toBe('/project/dump/probe')
})

test('a source without an object of its own gets the settings of the top level', () => {
  const config = resolved({ profile: 'linux-5.10', defines: { A: true }, dumpModule: 'd', objects: {} })
  expect(objectOfSource(config, '/project/src/net.bpf.c')).toMatchObject({
    name: 'net',
    id: 'src/net.bpf.c',
    fileName: 'net.bpf.o',
    inputs: [{ path: '/project/src/net.bpf.c' }],
    code: { cpu: 'v3' },
    compile: { defines: ['A=1'] },
    link: { dumpModule: '/project/d/net' },
    profile: { name: 'linux-5.10' },
  })
})

test('where results of links are kept', () => {
  const folder = '/project/node_modules/.cache/bpf-linker'
  const maxSize = 256 * 1024 ** 2
  expect(resolved({}).cache).toEqual({ folder, maxSize })
  expect(resolved({ cache: true, cacheSize: '1GiB' }).cache).toEqual({ folder, maxSize: 1024 ** 3 })
  expect(resolved({ cache: false }).cache).toEqual({ folder: undefined, maxSize })
  expect(resolved({ cache: '.cache/bpf' }).cache).toEqual({ folder: '/project/.cache/bpf', maxSize })
})
