/**
 * The package's types as users meet them, under the strictest flags that there are: every example of the documentation
 * compiles, and every option may be `undefined`. What is compiled against is `dist`, through the package's own entries.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from '../../src/index.ts'
import { buildCommand } from '../support/command.ts'
import { type BlockFile, blocksOf, fileOf } from './blocks.ts'

const repository = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(repository, file), 'utf8')

const pages = [
  'README.md',
  ...readdirSync(path.join(repository, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const blocks = pages.flatMap((page) => blocksOf(page, read(page)))

/** Those whose `./probe.bpf.c` has its types beside it, as `types: true` in the config writes them. */
const TYPED_PAGES = ['docs/runtime.md', 'docs/types.md']

/** The mistake that each page could have; it has to be found where it is. */
const WRONG_PAGE = `A page with mistakes:

<!-- ts
import { check } from 'bpf-linker'
-->
\`\`\`ts
const { findings } = await check('probe.o', { profile: 'linux-5.10' })
console.log(findings[0].message)
\`\`\`

\`\`\`ts in UserProfile
kernel: 5.1
\`\`\`
`

const OPTIONS = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: ['node', 'bpf-linker/client'],
  module: 'nodenext',
  moduleDetection: 'force',
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  allowArbitraryExtensions: true,
  allowImportingTsExtensions: true,
  skipLibCheck: false,
}

/** Types of what users hand in, as `index.ts` exports them; and those that are inside of them without a name. */
const optionTypes = [...new Set(read('src/index.ts').match(/\b(User\w+|\w+(Options|Init|Input|Crate))\b/g))]
  .filter((name) => !/^[a-z]/.test(name))
  .map((name) => `api.${name}`)
const innerTypes = [
  `NonNullable<api.LinkOptions['inspect']>`,
  `Extract<NonNullable<api.ObjectOptions['types']>, object>`,
  `import('bpf-linker/vite').PluginOptions`,
]

/** An error for each type that has an optional key which takes no \`undefined\`; it names the key. */
const UNDEFINED = `import type * as api from 'bpf-linker'
import { build, check, inspect, link, loadConfig, requirements } from 'bpf-linker'
type Strict<T> = T extends unknown
  ? { [K in keyof T]-?: object extends Pick<T, K> ? ({ [P in K]: undefined } extends Pick<T, K> ? never : K) : never }[keyof T]
  : never
type None<K extends never> = K
export type All = [
${[...optionTypes, ...innerTypes].map((type) => `  None<Strict<${type}>>,\n`).join('')}]
export type Found = [None<Strict<{ a?: string }>>]
await build({ signal: undefined, config: undefined, configFile: undefined, onObject: undefined })
await link({ inputs: [{ name: 'a.bc', bytes: new Uint8Array(), text: undefined }], signal: undefined, emit: undefined })
await check('a.o', { profile: 'generic', cwd: undefined })
await inspect('a.o', { types: undefined })
await requirements('a.o', { loaders: undefined })
await loadConfig({ config: { objects: { a: { inputs: 'a.c', cpu: undefined, types: { virtual: undefined } } } } })
`

let cwd: string
/** \`docs/api.md:12 TS2532\`, sorted by the compiler. */
let errors: string[]
let output: string

beforeAll(async () => {
  buildCommand()
  cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'bpf-linker-docs-')))
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true })
    writeFileSync(path.join(cwd, name), text)
  }
  mkdirSync(path.join(cwd, 'node_modules'))
  symlinkSync(repository, path.join(cwd, 'node_modules/bpf-linker'))
  symlinkSync(path.join(repository, 'node_modules/@types'), path.join(cwd, 'node_modules/@types'))
  for (const page of TYPED_PAGES) {
    mkdirSync(path.join(cwd, page), { recursive: true })
    copyFileSync(path.join(import.meta.dirname, 'probe.bpf.c'), path.join(cwd, page, 'probe.bpf.c'))
    const events = { rb: { tag: 'kind', of: { EXEC: 'exec', EXIT: 'exit' } } }
    const objects = { probe: { inputs: `${page}/probe.bpf.c`, events } }
    await build({ cwd, config: { profile: 'linux-5.10', types: true, objects } })
  }
  const files = new Map<string, BlockFile>()
  for (const block of [...blocks, ...blocksOf('wrong.md', WRONG_PAGE)]) {
    files.set(`${block.page}/${block.line}.ts`, fileOf(block))
  }
  for (const [name, { text }] of files) write(name, text)
  write('undefined.ts', UNDEFINED)
  write('package.json', '{ "type": "module" }')
  write('tsconfig.json', JSON.stringify({ compilerOptions: OPTIONS, include: ['**/*.ts'] }))
  const tsc = path.join(repository, 'node_modules/typescript/bin/tsc')
  output = spawnSync(process.execPath, [tsc, '--pretty', 'false'], { cwd, encoding: 'utf8' }).stdout
  errors = output.split('\n').flatMap((text) => {
    const [, file = '', line, code] = /^(\S.*?)\((\d+),\d+\): error (TS\d+)/.exec(text) ?? []
    return code === undefined ? [] : [`${files.get(file)?.placeOf(Number(line)) ?? `${file}:${line}`} ${code}`]
  })
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const errorsIn = (place: RegExp) => errors.filter((error) => place.test(error))

describe('the documentation', () => {
  test('has no example that does not compile', () => {
    expect(errorsIn(/^(docs\/|README)/), output).toEqual([])
  })

  test('is looked through: mistakes are found where they are', () => {
    expect(errorsIn(/^wrong\.md/), output).toEqual(['wrong.md:12 TS2322', 'wrong.md:8 TS2532'])
  })

  test('shows programs that stand alone; few need lines that readers do not see', () => {
    expect(blocks.filter((block) => block.setup.length > 0).map(({ page }) => page)).toEqual([
      'docs/api.md',
      'docs/runtime.md',
      'docs/runtime.md',
    ])
    const count = (page: string) => blocks.filter((block) => block.page === page).length
    expect(pages.filter((page) => count(page) > 0).length).toBeGreaterThan(8)
    // One for each option that has an example.
    expect(count('docs/config.md')).toBeGreaterThan(30)
  })

  test.each([
    ['```js\n```', "page.md:1: 'js' is not compiled: write 'ts'"],
    ['```ts ignore\n```', "page.md:1: a block of TypeScript is marked 'ts' or 'ts in TYPE'"],
    ['```ts', 'page.md:1: the block has no end'],
  ])('is refused with %j', (markdown, message) => {
    expect(() => blocksOf('page.md', markdown)).toThrow(message)
  })
})

describe('options', () => {
  test('may be undefined, all of them', () => {
    const control = UNDEFINED.slice(0, UNDEFINED.indexOf('export type Found')).split('\n').length
    expect(optionTypes).toContain('api.LinkOptions')
    expect(errorsIn(/^undefined\.ts/), output).toEqual([`undefined.ts:${control} TS2344`])
  })
})

test('nothing else is wrong', () => {
  expect(errors.length, output).toBe(3)
})
