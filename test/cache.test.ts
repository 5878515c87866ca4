/**
 * The cache as users meet it: the command line and the API on a project of several objects. Links are counted by the
 * debug log.
 */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectDependencies } from '../src/engine/fingerprints.ts'
import { type BuiltObject, build, link } from '../src/index.ts'
import { nativePath } from '../src/link/native.ts'
import { buildCommand, run, start } from './support/command.ts'
import { write as writeProject } from './support/config_project.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'bpf-linker-cache-'))
beforeAll(buildCommand)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let cwd: string
let count = 0
const at = (name: string) => path.join(cwd, name)
const settle = () => new Promise((resolve) => setTimeout(resolve, 40))

/** Files that nobody is writing any more. */
async function write(files: Record<string, string>): Promise<void> {
  writeProject(cwd, files)
  await settle()
}

const program = (name: string, header: string) => `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "${header}"
static int unused_${name};
SEC("xdp") int ${name}(struct xdp_md *ctx) { return bpf_ktime_get_ns() % LIMIT ? XDP_DROP : XDP_PASS; }
char _license[] SEC("license") = "GPL";
`
const config = {
  profile: 'linux-5.10',
  cflags: ['-Wunused-variable'],
  includeDirs: ['first', 'inc'],
  objects: { a: { inputs: 'src/a.bpf.c' }, b: { inputs: 'src/b.bpf.c', profiles: ['linux-4.19', 'linux-6.1'] } },
} as const
const FILES = {
  'package.json': '{}',
  'bpf-linker.config.json': JSON.stringify(config),
  'src/a.bpf.c': program('a', 'a.h'),
  'src/b.bpf.c': program('b', 'b.h'),
  'inc/a.h': '#define LIMIT 3\n',
  'inc/b.h': '#define LIMIT 4\n',
}

beforeEach(async () => {
  cwd = path.join(scratch, `project-${++count}`)
  await write(FILES)
})

/** A build by the command line: the files it wrote, and what it linked. */
async function built(args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { status, stderr } = await run(['build', ...args], cwd, { DEBUG: 'bpf-linker:link', ...env })
  expect(status, stderr).toBe(0)
  const links = stderr.split('\n').flatMap((line) => /^bpf-linker:link link (.*): done/.exec(line)?.[1] ?? [])
  return { objects: objects(), links: links.map((file) => path.relative(cwd, file)).sort(), stderr }
}

function objects(): Record<string, string> {
  const names = readdirSync(at('dist/bpf')).filter((name) => name.endsWith('.o'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(at(`dist/bpf/${name}`)).toString('base64')]))
}

const ALL = ['src/a.bpf.c', 'src/b.bpf.c', 'src/b.bpf.c']
const CACHE = 'node_modules/.cache/bpf-linker'

function cachedFiles(): string[] {
  const names = readdirSync(at(CACHE), { recursive: true, encoding: 'utf8' })
  return names
    .map((name) => at(`${CACHE}/${name}`))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
}

describe('one project', () => {
  it('links once; then everything that a build tells is the same without a link', async () => {
    const first = await built()
    expect(first.links).toEqual(ALL)
    const second = await built()
    expect(second.links).toEqual([])
    expect(second.objects).toEqual(first.objects)
    expect(second.stderr.match(/unused variable/g)).toHaveLength(2)
    expect(second.stderr.match(/from the cache/g)).toHaveLength(3)
    expect((await built(['--force'])).links).toEqual(ALL)

    // Also to the API, which runs other files than the command line: its results are its own.
    const told = async (force: boolean): Promise<Partial<BuiltObject>[]> => {
      const { objects } = await build({ cwd, write: false, force })
      return objects.map(({ cached, timings, milliseconds, ...rest }) => {
        expect(cached).toBe(!force)
        return JSON.parse(JSON.stringify(rest))
      })
    }
    expect(await told(true)).toEqual(await told(false))
  })

  it('links what has changed, and finds what was before', async () => {
    const before = await built()
    await write({ 'inc/a.h': '#define LIMIT 5\n' })
    const after = await built()
    expect(after.links).toEqual(['src/a.bpf.c'])
    expect(after.objects['a.bpf.o']).not.toBe(before.objects['a.bpf.o'])
    await write({ 'inc/a.h': FILES['inc/a.h'] })
    expect(await built()).toMatchObject({ links: [], objects: before.objects })
    // Its time alone is no change.
    await write({ 'inc/b.h': FILES['inc/b.h'] })
    expect((await built()).links).toEqual([])
    await write({ 'bpf-linker.config.json': JSON.stringify({ ...config, optimize: 3 }) })
    expect((await built()).links).toEqual(ALL)
  })

  it('sees a header that appears earlier on the include path, also in a folder that was not there', async () => {
    await built()
    // Everything looked into it, and nobody knows for what until it is there.
    await write({ 'first/b.h': '#define LIMIT 6\n' })
    expect((await built()).links).toEqual(ALL)
    await write({ 'first/a.h': '#define LIMIT 6\n' })
    expect((await built()).links).toEqual(['src/a.bpf.c'])
    await write({ 'src/a.h': '#define LIMIT 7\n' })
    expect((await built()).links).toEqual(['src/a.bpf.c'])
    // One of the package's own.
    await write({ 'inc/bpf/bpf_helpers.h': '#include_next <bpf/bpf_helpers.h>\n' })
    expect((await built()).links).toEqual(ALL)
  })

  it('links bitcode anew when the text of its sources changes, which stands beside line numbers', async () => {
    const inputs = ['src/a.bpf.c']
    await link({ inputs, cwd, includeDirs: 'inc', emit: ['object', 'bitcode'], outFile: 'lib/a.bpf.o' })
    await write({ 'bpf-linker.config.json': JSON.stringify({ objects: { a: { inputs: 'lib/a.bpf.bc' } } }) })
    const before = await built()
    expect(before.links).toEqual(['lib/a.bpf.bc'])
    expect((await built()).links).toEqual([])
    await write({ 'src/a.bpf.c': FILES['src/a.bpf.c'].replace('XDP_PASS; }', 'XDP_PASS; } // changed') })
    const after = await built()
    expect(after.links).toEqual(['lib/a.bpf.bc'])
    expect(after.objects).not.toEqual(before.objects)
    rmSync(at('src/a.bpf.c'))
    expect((await built()).links).toEqual(['lib/a.bpf.bc'])
    expect((await built()).links).toEqual([])
  })

  it('serves link() where it is asked to, also with sources from memory', async () => {
    const linked = async (text: string) => {
      const inputs = [{ name: 'src/m.bpf.c', text }]
      const { cached, bytes, diagnostics } = await link({
        inputs,
        cwd,
        includeDirs: 'inc',
        cflags: config.cflags,
        cache: true,
      })
      return { cached, bytes, diagnostics }
    }
    const first = await linked(program('m', 'a.h'))
    expect(first).toMatchObject({ cached: false, diagnostics: [{ severity: 'warning' }] })
    expect(await linked(program('m', 'a.h'))).toEqual({ ...first, cached: true })
    expect(await linked(program('n', 'a.h'))).toMatchObject({ cached: false })
    await write({ 'inc/a.h': '#define LIMIT 5\n' })
    expect(await linked(program('m', 'a.h'))).toMatchObject({ cached: false })
    expect((await link({ inputs: ['src/a.bpf.c'], cwd, includeDirs: 'inc' })).cached).toBe(false)
  })

  it('keeps no failure, and nothing that asks for the time', async () => {
    await write({ 'src/a.bpf.c': program('a', 'gone.h') })
    for (const round of [1, 2]) {
      const { status, stderr } = await run(['build', 'a'], cwd, { DEBUG: 'bpf-linker:*' })
      expect([round, status, stderr.match(/:link link/g)?.length]).toEqual([round, 1, 1])
      expect(stderr).toContain("'gone.h' file not found")
    }
    await write({ 'src/a.bpf.c': `${program('a', 'a.h')}const volatile char built[] = __TIME__;\n` })
    expect((await built(['a'])).links).toHaveLength(1)
    expect((await built(['a'])).links).toHaveLength(1)
  })

  it('links anew for another native part, of the same version', async () => {
    const native = at('native')
    cpSync(path.dirname(nativePath()), native, { recursive: true })
    await settle()
    const env = { BPF_LINKER_NATIVE_PATH: native }
    await built()
    // The same bytes in another folder: the headers are named by their place.
    expect((await built([], env)).links).toEqual([])
    const library = path.join(native, 'libbpf-linker.so')
    writeFileSync(library, Buffer.concat([readFileSync(library), Buffer.from('x')]))
    await settle()
    expect((await built([], env)).links).toEqual(ALL)
    expect((await built([], env)).links).toEqual([])
    expect((await built()).links).toEqual([])
  })

  it('gives what a link would, whatever happens to the files', async () => {
    // The same each time; Math.random() would find more, and nobody could find it again.
    let state = 7
    const pick = <T>(of: readonly T[]): T => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31
      return of[(state >> 8) % of.length] as T
    }
    const headers = ['inc/a.h', 'inc/b.h', 'first/a.h', 'src/b.h', 'inc/bpf/bpf_helpers.h']
    const step = async (): Promise<void> => {
      const file = pick([...headers, 'src/a.bpf.c', 'bpf-linker.config.json'])
      if (file.endsWith('.json')) return write({ [file]: JSON.stringify({ ...config, optimize: pick([2, 3, 's']) }) })
      if (file.endsWith('.c')) return write({ [file]: program('a', pick(['a.h', 'b.h'])) })
      if (file.endsWith('helpers.h')) return write({ [file]: '#include_next <bpf/bpf_helpers.h>\n' })
      if (pick([true, false]) && !file.startsWith('inc')) rmSync(at(file), { force: true })
      else await write({ [file]: `#define LIMIT ${pick([3, 4])}\n` })
    }
    let found = 0
    for (let i = 0; i < 16; i++) {
      await step()
      const told = async (force: boolean) => {
        const { objects } = await build({ cwd, write: false, force })
        if (!force) found += objects.filter(({ cached }) => cached).length
        return objects.map(({ sha256, dependencies, diagnostics }) => ({ sha256, dependencies, diagnostics }))
      }
      expect(await told(false), `step ${i}`).toEqual(await told(true))
    }
    // The test would be worth nothing if it had never met the cache.
    expect(found).toBeGreaterThan(10)
  })

  it('goes where the config says, or nowhere', async () => {
    await write({ 'bpf-linker.config.json': JSON.stringify({ ...config, cache: 'tmp/bpf' }) })
    await built()
    expect([existsSync(at('tmp/bpf/CACHEDIR.TAG')), existsSync(at('node_modules'))]).toEqual([true, false])
    expect((await built()).links).toEqual([])
    await write({ 'bpf-linker.config.json': JSON.stringify({ ...config, cache: false }) })
    expect((await built()).links).toEqual(ALL)
    expect(existsSync(at('node_modules'))).toBe(false)
  })

  it('stays within its size', async () => {
    await write({ 'bpf-linker.config.json': JSON.stringify({ ...config, cacheSize: '1MiB' }) })
    await built()
    const old = cachedFiles()
    expect(old.filter((file) => file.endsWith('-result'))).toHaveLength(3)
    // As much as many builds would have left.
    const folder = path.dirname(old.find((file) => file.endsWith('-result')) ?? '')
    for (let i = 0; i < 20; i++) writeFileSync(path.join(folder, `${i}-result`), Buffer.alloc(100_000))
    const past = new Date(Date.now() - 5_000_000)
    for (const file of cachedFiles().filter((name) => name.endsWith('trimmed'))) rmSync(file)
    execFileSync('touch', [
      '-d',
      past.toISOString(),
      ...Array.from({ length: 20 }, (_, i) => path.join(folder, `${i}-result`)),
    ])
    await write({ 'inc/a.h': '#define LIMIT 8\n' })
    await built()
    const size = cachedFiles().reduce((sum, file) => sum + statSync(file).size, 0)
    expect(size).toBeLessThan(1 << 20)
    expect((await built()).links).toEqual([])
  })
})

/** The document that a command prints. */
async function document<T>(args: string[], folder = cwd): Promise<T> {
  const { status, stdout, stderr } = await run([...args, '--json'], folder)
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as T
}

describe('commands', () => {
  it('cache tells what is kept; cache clean removes it', async () => {
    const folder = at(CACHE)
    const nothing = { ok: true, folder, objects: 0, size: 0, maxSize: 2 ** 28, cleaned: false }
    expect(await document(['cache'])).toEqual(nothing)
    await built()
    const kept = await document<{ objects: number; size: number }>(['cache'])
    expect(kept).toEqual({ ...nothing, objects: 3, size: expect.any(Number) })
    expect(kept.size).toBeGreaterThan(5000)
    expect((await run(['cache', 'clean'], cwd)).stdout).toContain('removed 3 objects')
    expect(existsSync(folder)).toBe(false)
    expect(await document(['cache', 'clean'])).toEqual({ ...nothing, cleaned: true })
    expect((await built()).links).toEqual(ALL)
    expect(await run(['cache', 'claen'], cwd)).toMatchObject({ status: 2, stderr: expect.stringContaining("'clean'") })
  })

  interface Hashes {
    objects: { id: string; hash: string }[]
  }
  const hashes = async (folder?: string) =>
    Object.fromEntries((await document<Hashes>(['hash'], folder)).objects.map(({ id, hash }) => [id, hash]))

  it('hash is the same elsewhere and later, and changes with what an object is made of', async () => {
    const before = await hashes()
    expect(Object.keys(before)).toEqual(['a', 'b.linux-4.19', 'b.linux-6.1'])
    expect(new Set(Object.values(before)).size).toBe(3)
    // What it had to link is there for the build.
    expect((await built()).links).toEqual([])
    const clone = path.join(scratch, `clone-${count}/deep/er`)
    cpSync(cwd, clone, { recursive: true, filter: (file) => !file.includes('node_modules') })
    expect(await hashes(clone)).toEqual(before)
    await write({ 'src/a.bpf.c': FILES['src/a.bpf.c'], 'inc/b.h': '#define LIMIT 40\n' })
    const after = await hashes()
    expect([after.a === before.a, after['b.linux-6.1'] === before['b.linux-6.1']]).toEqual([true, false])
    const text = (await run(['hash', 'a'], cwd)).stdout
    expect(text).toBe(`${after.a}  a\n`)
    await write({ 'inc/b.h': '#error no\n' })
    expect(await run(['hash'], cwd)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('no') })
  })

  it('dependencies are the config, inputs and headers', async () => {
    const { stdout } = await run(['dependencies', 'a'], cwd)
    expect(stdout.trim().split('\n')).toEqual(['bpf-linker.config.json', 'src/a.bpf.c', 'inc/a.h'])
    const { objects } = await document<{ objects: Pick<ObjectDependencies, 'dependencies'>[] }>(['dependencies', 'a'])
    const kinds = objects[0]?.dependencies.map(({ kind }) => kind) ?? []
    expect([...new Set(kinds)]).toEqual(['config', 'input', 'header', 'package'])
    expect(objects[0]?.dependencies.every(({ file }) => path.isAbsolute(file) && existsSync(file))).toBe(true)
  })
})

describe('what may happen to the folder', () => {
  it('damage in any file is noticed, and mended', async () => {
    const first = await built()
    for (const file of cachedFiles().filter((name) => !/CACHEDIR|trimmed/.test(name))) {
      const bytes = readFileSync(file)
      const middle = bytes.length >> 1
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle)
      writeFileSync(file, bytes)
    }
    expect(await built()).toMatchObject({ objects: first.objects, links: ALL })
    expect(await built()).toMatchObject({ objects: first.objects, links: [] })
    for (const file of cachedFiles()) writeFileSync(file, '')
    expect(await built()).toMatchObject({ objects: first.objects, links: ALL })
    expect(await built()).toMatchObject({ objects: first.objects, links: [] })
  })

  it('many processes at once, while files are damaged and removed', async () => {
    const { objects: right } = await built()
    const outcomes = Array.from({ length: 4 }, async (_, i) => {
      for (let round = 0; round < 3; round++) {
        const out = `out-${i}`
        const args = ['build', '--out-dir', out, ...(round === 0 ? ['--force'] : [])]
        const { status, stderr } = await run(args, cwd)
        expect(status, stderr).toBe(0)
        for (const [name, bytes] of Object.entries(right)) {
          expect(readFileSync(at(`${out}/${name}`)).toString('base64'), `${out}/${name}`).toBe(bytes)
        }
      }
    })
    const vandal = setInterval(() => {
      const files = cachedFiles()
      const file = files[Math.floor(Math.random() * files.length)]
      if (file === undefined) return
      if (Math.random() < 0.5) rmSync(file, { force: true })
      else writeFileSync(file, 'damaged')
    }, 20)
    try {
      await Promise.all(outcomes)
    } finally {
      clearInterval(vandal)
    }
    await built()
    expect((await built()).links).toEqual([])
  })

  it('processes that are killed in the middle', async () => {
    const { objects: right } = await built()
    for (let i = 0; i < 6; i++) {
      const { child, ended } = start(['build', '--force'], cwd)
      await new Promise((resolve) => setTimeout(resolve, 100 + i * 50))
      child.kill('SIGKILL')
      await ended
    }
    expect(await built()).toMatchObject({ objects: right })
    expect(await built()).toMatchObject({ objects: right, links: [] })
  })

  it('a place where nothing can be written', async () => {
    await write({ 'bpf-linker.config.json': JSON.stringify({ ...config, cache: 'inc/a.h/cache' }) })
    const { stderr } = await built([], { DEBUG: 'bpf-linker:*' })
    expect(stderr).toMatch(/bpf-linker:cache cannot write .*: ENOTDIR/)
    expect((await built()).links).toEqual(ALL)
  })

  const mounts = whyNoMount()
  const skipped = mounts === undefined ? '' : ` (skipped: ${mounts})`

  it.skipIf(mounts)(`a file system that is full, and one that may only be read${skipped}`, async () => {
    await write({ 'bpf-linker.config.json': JSON.stringify({ ...config, cache: 'small' }) })
    mkdirSync(at('small'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', at('small')])
    try {
      const full = await built([], { DEBUG: 'bpf-linker:*' })
      expect(full.stderr).toMatch(/bpf-linker:cache cannot write .*: ENOSPC/)
      expect((await built()).objects).toEqual(full.objects)
      execFileSync('mount', ['-o', 'remount,size=1m', at('small')])
      await built()
      execFileSync('mount', ['-o', 'remount,ro', at('small')])
      expect(await built()).toMatchObject({ objects: full.objects, links: [] })
      await write({ 'inc/a.h': '#define LIMIT 9\n' })
      const read = await built([], { DEBUG: 'bpf-linker:*' })
      expect(read.links).toEqual(['src/a.bpf.c'])
      expect(read.stderr).toMatch(/bpf-linker:cache cannot write .*: EROFS/)
    } finally {
      execFileSync('umount', [at('small')])
    }
  })
})

function whyNoMount(): string | undefined {
  if (process.getuid?.() !== 0) return 'mounting needs root'
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    return undefined
  } catch {
    return 'this machine lets nobody mount'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
