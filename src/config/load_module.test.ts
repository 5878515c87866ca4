/** Ways of loading × kinds of config module, in a real node with the packages that the way needs and no others. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { loaderWith, type Outcome, project, type Run } from '../../test/support/config_project.ts'

const source = { 'src/a.bpf.c': '' }
const body = "{ profile: 'linux-5.10', objects: { a: { inputs: 'src/*.bpf.c' } } }"
const nodeReadsTypeScript = Boolean((process.features as { typescript?: unknown }).typescript)

const kinds: [ending: string, text: string][] = [
  ['mjs', `export default ${body}`],
  ['js', `export default ${body}`],
  ['cjs', `module.exports = ${body}`],
  ['js', `module.exports = ${body}`],
  ['mjs', `export default Promise.resolve(${body})`],
  ['mjs', `export default async ({ command, mode }) => command === 'build' && mode === 'production' ? ${body} : {}`],
  ['json', '{ "profile": "linux-5.10", "objects": { "a": { "inputs": ["src/*.bpf.c"] } } }'],
  ['yaml', 'profile: linux-5.10\nobjects:\n  a:\n    inputs: [src/*.bpf.c]\n'],
  ['yml', 'profile: linux-5.10\nobjects: { a: { inputs: src/*.bpf.c } }\n'],
]
const typedKinds: [ending: string, text: string][] = [
  ['ts', `const config: object = ${body}; export default config`],
  ['mts', `type X = string; export default ${body} satisfies object`],
  ['cts', `const config: object = ${body}; module.exports = config`],
]

interface Case {
  files: Record<string, string>
  steps?: Record<string, string>[]
  check: (root: string, outcomes: Outcome[]) => void
}

function profileOf(outcome: Outcome | undefined): string | undefined {
  expect(outcome?.error).toBeUndefined()
  return outcome?.config?.objects[0]?.profile.name
}

/** The files of the project that count as read. */
function read(root: string, outcome: Outcome | undefined): string[] {
  const files = outcome?.config?.dependencies ?? outcome?.error?.dependencies ?? []
  return files.map((file) => file.slice(root.length + 1))
}

const cases: Record<string, Case> = {
  'a change in an imported file is seen at the next load, and the file is a dependency': {
    files: {
      ...source,
      'bpf-linker.config.mjs': `import { profile } from './more/profile.mjs'; export default { ...${body}, profile }`,
      'more/profile.mjs': "export * from './name.mjs'",
      'more/name.mjs': "export const profile = 'linux-6.1'",
    },
    steps: [{ 'more/name.mjs': "export const profile = 'linux-6.6'" }],
    check(root, outcomes) {
      expect(outcomes.map(profileOf)).toEqual(['linux-6.1', 'linux-6.6'])
      expect(read(root, outcomes[1])).toEqual(['bpf-linker.config.mjs', 'more/name.mjs', 'more/profile.mjs'])
    },
  },
  'a change in the config itself is seen, in CommonJS too': {
    files: { ...source, 'bpf-linker.config.cjs': `module.exports = ${body}` },
    steps: [{ 'bpf-linker.config.cjs': `module.exports = ${body.replace('5.10', '5.15')}` }],
    check(_, outcomes) {
      expect(outcomes.map(profileOf)).toEqual(['linux-5.10', 'linux-5.15'])
    },
  },
  'what a module knows of its own place is its place in the project': {
    files: {
      ...source,
      'bpf-linker.config.mjs': `import { here } from './lib/here.mjs'
        import { createRequire } from 'node:module'
        import { fileURLToPath } from 'node:url'
        const { name } = createRequire(import.meta.url)('./package.json')
        const dumpModule = fileURLToPath(new URL('.', import.meta.url)) + name
        export default { outDir: here, dumpModule, objects: { a: { inputs: 'src/a.bpf.c' } } }`,
      'lib/here.mjs': 'export const here = import.meta.dirname',
      'package.json': '{ "name": "own" }',
    },
    check(root, [outcome]) {
      expect(outcome?.error).toBeUndefined()
      expect(outcome?.config?.outDir).toBe(join(root, 'lib'))
      expect(outcome?.config?.objects[0]?.link.dumpModule).toBe(join(root, 'own', 'a'))
    },
  },
  'an installed package is used as it is': {
    files: {
      ...source,
      'bpf-linker.config.mjs': `import fleet from '@acme/fleet'; import './x.mjs'; export default { ...fleet, objects: { a: { inputs: 'src/a.bpf.c' } } }`,
      'x.mjs': '',
      'node_modules/@acme/fleet/package.json': '{ "exports": { "import": "./index.js" }, "type": "module" }',
      'node_modules/@acme/fleet/index.js': "export default { profile: 'linux-6.1' }",
    },
    check(root, [outcome]) {
      expect(profileOf(outcome)).toBe('linux-6.1')
      expect(read(root, outcome)).toEqual(['bpf-linker.config.mjs', 'x.mjs'])
    },
  },
  'a config that throws in a file it imports: the line, and what to watch': {
    files: {
      'bpf-linker.config.mjs': "import { check } from './check.mjs'\n\nexport default () => {\n  check()\n}\n",
      'check.mjs': "export function check() {\n  throw new RangeError('no such fleet')\n}\n",
    },
    check(root, [outcome]) {
      expect(outcome?.error).toEqual({
        code: 'CONFIG_LOAD_FAILED',
        message: 'bpf-linker.config.mjs: the config threw RangeError: no such fleet (in check.mjs:2:9)',
        file: join(root, 'check.mjs'),
        line: 2,
        column: 9,
        frame: "2 | \tthrow new RangeError('no such fleet')\n  |         ^".replace('\t', '  '),
        dependencies: [join(root, 'bpf-linker.config.mjs'), join(root, 'check.mjs')],
      })
    },
  },
  'a syntax error in JavaScript': {
    files: {
      'bpf-linker.config.mjs': "import './x.mjs'\nexport default {\n  objects: {}\n  cpu: 1,\n}\n",
      'x.mjs': '',
    },
    check(root, [outcome]) {
      expect(outcome?.error).toMatchObject({
        code: 'CONFIG_LOAD_FAILED',
        file: join(root, 'bpf-linker.config.mjs'),
        line: 4,
      })
      expect(outcome?.error?.message).toMatch(/^bpf-linker.config.mjs:4:\d: syntax error: /)
      expect(outcome?.error?.frame).toContain('4 |   cpu: 1,')
    },
  },
  'a package that is not installed': {
    files: {
      'bpf-linker.config.mjs': "import './y.mjs'\nimport x from '@acme/fleet'\nexport default x\n",
      'y.mjs': '',
    },
    check(_, [outcome]) {
      expect(outcome?.error).toMatchObject({
        code: 'CONFIG_LOAD_FAILED',
        message: expect.stringMatching(
          /^bpf-linker.config.mjs:2:\d+: it imports '@acme\/fleet', which does not exist$/,
        ),
        hint: 'install it where the config is: npm install -D @acme/fleet',
        line: 2,
      })
    },
  },
  'a file that is not there': {
    files: { 'bpf-linker.config.mjs': "import { x } from './shared.mjs'\nexport default x\n" },
    check(_, [outcome]) {
      expect(outcome?.error).toMatchObject({ code: 'CONFIG_LOAD_FAILED', line: 1 })
      expect(outcome?.error?.message).toMatch(/it imports '.*\.\/shared\.mjs|\/shared\.mjs', which does not exist/)
    },
  },
}
const typedCases: Record<string, Case> = {
  'a syntax error in TypeScript': {
    files: { 'bpf-linker.config.ts': 'const a: number = 1\nexport default {\n  objects: { a }\n  cpu: 1,\n}\n' },
    check(root, [outcome]) {
      expect(outcome?.error).toMatchObject({
        code: 'CONFIG_LOAD_FAILED',
        file: join(root, 'bpf-linker.config.ts'),
        line: 4,
      })
      expect(outcome?.error?.message).toMatch(/^bpf-linker.config.ts:4:\d: syntax error: /)
    },
  },
  'TypeScript without a default export': {
    files: { 'bpf-linker.config.ts': 'export const config: object = {}' },
    check(_, [outcome]) {
      expect(outcome?.error?.message).toBe('bpf-linker.config.ts: it has no default export, only config')
    },
  },
}

describe.each([
  ['rolldown', ['rolldown']],
  ['esbuild', ['esbuild']],
  ['jiti', ['jiti']],
  ['no loader', []],
])('with %s', (_, packages) => {
  const typed = packages.length > 0 || nodeReadsTypeScript
  const allKinds = [...kinds, ...(typed ? typedKinds : [])]
  const allCases = Object.entries({ ...cases, ...(typed ? typedCases : {}) })
  const runs: Run[] = [
    ...allKinds.map(([ending, text]) => ({ cwd: project({ ...source, [`bpf-linker.config.${ending}`]: text }) })),
    ...allCases.map(([, { files, steps = [] }]) => ({ cwd: project(files), steps })),
  ]
  let outcomes: Outcome[][]
  beforeAll(async () => {
    const load = await loaderWith(...packages)
    outcomes = await load(runs)
  })

  test.each(allKinds.map(([ending, text], index) => [ending, text, index] as const))('.%s %s', (ending, _, index) => {
    const { cwd } = runs[index] as Run
    const [outcome] = outcomes[index] ?? []
    expect(profileOf(outcome)).toBe('linux-5.10')
    expect(outcome?.config?.objects[0]?.inputs).toEqual([{ path: join(cwd, 'src/a.bpf.c') }])
    expect(read(cwd, outcome)).toEqual([`bpf-linker.config.${ending}`])
    expect(readdirSync(cwd)).toHaveLength(2)
  })

  test.each(allCases.map(([name, { check }], index) => [name, check, allKinds.length + index] as const))(
    '%s',
    (_, check, index) => {
      check((runs[index] as Run).cwd, outcomes[index] ?? [])
    },
  )
})

test.skipIf(nodeReadsTypeScript)('TypeScript without any way to read it says what to install', async () => {
  const cwd = project({ 'bpf-linker.config.ts': `export default ${body}` })
  const [[outcome] = []] = await (await loaderWith())([{ cwd }])
  expect(outcome?.error?.message.replace(/Node \S+/, 'Node X')).toBe(
    'bpf-linker.config.ts: Node X does not read TypeScript, and none of rolldown, esbuild and jiti is installed',
  )
  expect(outcome?.error?.hint).toContain('npm install -D jiti')
})

test('a bundler of the project is found where the loader has none', async () => {
  const esbuild = JSON.stringify(join(import.meta.dirname, '../../node_modules/esbuild'))
  const cwd = project({
    ...source,
    'bpf-linker.config.mts': `export default ${body} as object`,
    'node_modules/esbuild/package.json': '{ "main": "main.cjs" }',
    'node_modules/esbuild/main.cjs': `module.exports = require(${esbuild})`,
  })
  const [[outcome] = []] = await (await loaderWith())([{ cwd }])
  expect(profileOf(outcome)).toBe('linux-5.10')
})
