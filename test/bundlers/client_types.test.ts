/** `bpf-linker/client` in the hands of `tsc`: every form of import has its type, and a wrong use is an error. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { META_KEYS } from '../../src/plugin/code.ts'
import { presetNames } from '../../src/settings/profile.ts'
import { buildCommand } from '../support/command.ts'
import { createProject, type Project } from './project.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** Type → what imports it. Each is there as a source and as an object. */
const ofFleet = (form: string) => [`?bpf-${form}`, `?profile=fleet&bpf-${form}`]
const BYTES = ['', '?profile=linux-5.10', ...ofFleet('bytes')]
const ADDRESSES = ['url', 'path', 'inline'].flatMap((form) => [`?${form}`, ...ofFleet(form)])
const META = ['?meta', ...ofFleet('meta')]
const forms = (queries: readonly string[]) =>
  queries.flatMap((query) => [
    `./probe.bpf.c${query}`,
    `virtual:bpf-linker/probe.linux-5.10${query}`,
    // The plugin's `include` says which other files are sources; their types are known by the form alone.
    ...(/[?&]bpf-/.test(query) ? [`./probe_kern.c${query}`] : []),
  ])

const imports = (specifiers: readonly string[], check: (name: string) => string) =>
  specifiers.map((specifier, i) => `import value${i} from '${specifier}'\n${check(`value${i}`)}\n`).join('')

const exactly = (type: string) => (name: string) => `exactly<${type}>()<typeof ${name}>(true)`
const HEAD = `import type { ObjectEntry, ObjectMeta } from 'bpf-linker'
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
declare const exactly: <A>() => <B>(same: Same<A, B>) => void
`

const RIGHT: Record<string, string> = {
  'bytes.ts': HEAD + imports(forms(BYTES), exactly('Uint8Array<ArrayBuffer>')),
  'addresses.ts': HEAD + imports(forms(ADDRESSES), exactly('string')),
  'meta.ts': HEAD + imports(forms(META), exactly('ObjectMeta')),
  'presets.ts':
    HEAD +
    imports(
      presetNames.map((name) => `./probe.bpf.c?profile=${name}`),
      exactly('Uint8Array<ArrayBuffer>'),
    ),
  'keys.ts':
    HEAD +
    forms(META)
      .map((specifier, i) => {
        const names = META_KEYS.map((key) => `${key} as ${key}${i}`).join(', ')
        const checks = META_KEYS.map((key) => `exactly<ObjectMeta['${key}']>()<typeof ${key}${i}>(true)\n`).join('')
        return `import { ${names} } from '${specifier}'\n${checks}`
      })
      .join(''),
  'attributes.ts': `${HEAD}import value from './probe.bpf.c' with { type: 'bytes' }\n${exactly('Uint8Array<ArrayBuffer>')('value')}\n`,
  'manifest.ts': `${HEAD}
import lazy from 'virtual:bpf-linker/manifest'
import addressed from 'virtual:bpf-linker/manifest?url'
import known from 'virtual:bpf-linker/manifest?meta'
import oneLazy from 'virtual:bpf-linker/manifest?profile=fleet'
import oneAddressed from 'virtual:bpf-linker/manifest?profile=fleet&bpf-url'
import oneKnown from 'virtual:bpf-linker/manifest?profile=fleet&bpf-meta'
exactly<ObjectEntry>()<(typeof known)[number]>(true)
exactly<ObjectEntry>()<(typeof oneKnown)[number]>(true)
for (const { id, load } of [...lazy, ...oneLazy]) exactly<[string, Uint8Array<ArrayBuffer>]>()<[typeof id, Awaited<ReturnType<typeof load>>]>(true)
for (const { meta, url } of [...addressed, ...oneAddressed]) exactly<[ObjectMeta, string]>()<[typeof meta, typeof url]>(true)
`,
}

/** Each the only error of its line, after HEADER. */
const HEADER = `import bytes from './probe.bpf.c'
import url from './probe.bpf.c?url'
import meta, { programs } from './probe.bpf.c?meta'
import objects from 'virtual:bpf-linker/manifest'
`
const WRONG = [
  ["bytes.startsWith('x')", 'TS2339'],
  ['url.byteLength', 'TS2339'],
  ['programs[0].name', 'TS2532'],
  ['meta.license.length', 'TS18048'],
  ['objects[0]?.url', 'TS2339'],
  ["import { nothing } from './probe.bpf.c?meta'", 'TS2614'],
  ["import misspelt from './probe.bpf.c?ulr'", 'TS2307'],
  ["import unmatched from './probe.bpf.c?profile=fleet'", 'TS2307'],
  ["import gone from './probe.bpf.c?bytes'", 'TS2307'],
  ["import short from './probe.bpf.c?profile=fleet&url'", 'TS2307'],
  ["import address from './picture.svg?a&url'", 'TS2307'],
  ["import inlined from './picture.svg?inline'", 'TS2307'],
  ["import other from './picture.svg?a&path'", 'TS2307'],
  ["import unlisted from 'virtual:bpf-linker'", 'TS2307'],
] as const

describe.each([
  ['nodenext', { module: 'nodenext' }],
  ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
])('moduleResolution %s', (_, settings) => {
  let project: Project
  beforeAll(() => {
    buildCommand()
    const compilerOptions = {
      target: 'es2022',
      strict: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      types: ['bpf-linker/client'],
      ...settings,
    }
    project = createProject({
      ...RIGHT,
      'wrong.ts': HEADER + WRONG.map(([code]) => `${code}\n`).join(''),
      'tsconfig.json': JSON.stringify({ compilerOptions }),
    })
    mkdirSync(path.join(project.root, 'node_modules'))
    symlinkSync(repository, path.join(project.root, 'node_modules/bpf-linker'))
  })
  afterAll(() => project.remove())

  it('has a type for every form, and an error for each wrong use', () => {
    const { stdout } = spawnSync(path.join(repository, 'node_modules/.bin/tsc'), ['--pretty', 'false'], {
      cwd: project.root,
      encoding: 'utf8',
    })
    const errors = stdout
      .split('\n')
      .flatMap((line) => /^(\S+)\((\d+),\d+\): error (TS\d+)/.exec(line)?.slice(1).join(' ') ?? [])
    const first = HEADER.split('\n').length
    expect(errors, stdout).toEqual(WRONG.map(([, code], i) => `wrong.ts ${first + i} ${code}`))
  })
})
