/** What is published: the files of the package, what linters for packages say of it, and that it works by itself. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findNative } from '../src/link/native.ts'
import { buildCommand } from './support/command.ts'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

interface Packed {
  filename: string
  size: number
  unpackedSize: number
  files: { path: string }[]
}

let folder: string
let packed: Packed
let tarball: Buffer

beforeAll(buildCommand)
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-package-'))
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { stdout } = await run('npm', args, { cwd: root, maxBuffer: 16 << 20 })
  const answer = JSON.parse(stdout)
  // A list in npm 10, an object by name in npm 12.
  packed = Object.values(answer)[0] as Packed
  tarball = readFileSync(path.join(folder, packed.filename))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the published files', () => {
  test('are those of src, compiled, and a few more', async () => {
    const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src'], {
      cwd: root,
    })
    const compiled = stdout
      .trim()
      .split('\n')
      .filter((file) => existsSync(path.join(root, file)))
      .filter((file) => !/\.test\.ts$|\/testing\//.test(file))
      .flatMap((file) => ['.js', '.d.ts'].map((ending) => file.replace(/^src\//, 'dist/').replace(/\.ts$/, ending)))
    const others = ['CHANGELOG.md', 'LICENSE', 'README.md', 'client.d.ts', 'package.json', 'schema.json']
    expect(packed.files.map((file) => file.path).sort()).toEqual([...compiled, ...others].sort())
  })

  test('have everything that package.json names', () => {
    const files = new Set(packed.files.map((file) => file.path))
    const named = [...targets(manifest.exports), ...Object.values<string>(manifest.bin)]
    for (const target of named) {
      expect(files).toContain(target.slice(2))
      if (target.endsWith('.js')) expect(files).toContain(target.slice(2).replace(/\.js$/, '.d.ts'))
    }
    expect(named).toContain('./dist/plugin/vite/vite.js')
  })

  test('are small: what is large travels with the platform packages', () => {
    expect(packed.size).toBeLessThan(500_000)
    expect(packed.unpackedSize).toBeLessThan(2_000_000)
  })
})

function targets(exports: object): string[] {
  return Object.values(exports).flatMap((value) => (typeof value === 'string' ? [value] : targets(value)))
}

test('publint has nothing to say', async () => {
  const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) as ArrayBuffer
  const { messages } = await publint({ strict: true, pack: { tarball: bytes } })
  expect(messages).toEqual([])
})

test('its types resolve as its code does, for ES modules', async () => {
  const { types, problems } = (await checkPackage(createPackageFromTarballData(tarball))) as {
    types: object | false
    problems?: { kind: string; entrypoint?: string; resolutionKind?: string; resolutionOption?: string }[]
  }
  expect(types).toBeTruthy()
  // The package has ES modules alone; `require()` of those works in every Node that it supports.
  const ignored = new Set(['node10', 'node16-cjs'])
  expect(problems?.filter((p) => !ignored.has(p.resolutionKind ?? p.resolutionOption ?? ''))).toEqual([])
})

describe('unpacked', () => {
  let cwd: string
  beforeAll(async () => {
    cwd = path.join(folder, 'project')
    const modules = path.join(cwd, 'node_modules')
    mkdirSync(path.join(modules, 'bpf-linker'), { recursive: true })
    await run('tar', [
      '-xzf',
      path.join(folder, packed.filename),
      '-C',
      path.join(modules, 'bpf-linker'),
      '--strip-components=1',
    ])
    // What npm would install beside it.
    for (const name of Object.keys(manifest.dependencies)) {
      symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name))
    }
    writeFileSync(path.join(cwd, 'pass.bpf.c'), '__attribute__((section("xdp"))) int pass(void *ctx) { return 2; }\n')
  })

  const node = (args: string[]) => {
    const native = path.dirname(findNative().executable)
    return run(process.execPath, args, { cwd, env: { ...process.env, BPF_LINKER_NATIVE_PATH: native } })
  }

  test('every entry can be imported', async () => {
    const entries = Object.entries<string | object>(manifest.exports)
      .filter(([, target]) => typeof target === 'string' && target.endsWith('.js'))
      .map(([name]) => `bpf-linker${name.slice(1)}`)
    const script = `for (const name of ${JSON.stringify(entries)}) {
      const module = await import(name)
      console.log(name, Object.keys(module).length > 0)
    }`
    const { stdout } = await node(['--input-type=module', '-e', script])
    expect(stdout.trim().split('\n')).toEqual(entries.map((name) => `${name} true`))
  })

  test('require() of a plugin gives its function', async () => {
    const { stdout } = await node(['-e', "console.log(typeof require('bpf-linker/vite'))"])
    expect(stdout).toBe('function\n')
  })

  test('it links, by API and by command', async () => {
    const script = `import { link } from 'bpf-linker'
      const { info } = await link({ inputs: ['pass.bpf.c'], profile: 'linux-5.10', outFile: 'api.bpf.o' })
      console.log(info.programs.map((p) => p.name))`
    expect((await node(['--input-type=module', '-e', script])).stdout).toBe("[ 'pass' ]\n")
    writeFileSync(path.join(cwd, 'bpf-linker.config.json'), '{ "objects": { "cli": { "inputs": "pass.bpf.c" } } }')
    await node([path.join(cwd, 'node_modules/bpf-linker', manifest.bin['bpf-linker']), 'build'])
    expect(statSync(path.join(cwd, 'dist/bpf/cli.bpf.o')).size).toBeGreaterThan(0)
  })
})
