/**
 * Bitcode by clang of every major that Debian has. What is not newer than our LLVM links, with the programs of the
 * object that our own clang makes, and loads; what is newer is refused with both names, or links with a warning.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLANG_MAJORS, type Clang, ensureClang } from '../../scripts/compilers/clang.mjs'
import { BpfLinkerError, inspect, type LinkOptions, type LinkResult, link } from '../../src/index.ts'
import { findNative } from '../../src/link/native.ts'
import { root } from '../corpus/kernel_sources.ts'
import { loadObject, whyNoLoading } from '../corpus/load.ts'
import { readPairs } from '../links/pair.ts'
import { ownHeaders } from '../support/own_headers.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bitcode-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { executable } = findNative()
/** LLVM's, of the native part that is tested. */
const reader = Number(/LLVM (\d+)/.exec(execFileSync(executable, ['--version'], { encoding: 'utf8' }))?.[1])
const noLoading = whyNoLoading()

interface Program {
  name: string
  sources: string[]
}

/**
 * Not those of which clang's majors say different things: arenas are an address space since LLVM 19, and 19 and 21 call
 * `int f()` variadic, which `bpftool gen object` refuses as well.
 */
const UNLIKE = ['map-arena', 'function-unprototyped-none']

/** Of one file, and of several. */
const programs: Program[] = [
  ...globSync('examples/*/bpf/*.bpf.c', { cwd: root, absolute: true, ignore: 'examples/vite-node-agent/**' }).map(
    (source) => ({ name: basename(source, '.bpf.c'), sources: [source] }),
  ),
  { name: 'vite-node-agent', sources: globSync('examples/vite-node-agent/bpf/*.bpf.c', { cwd: root, absolute: true }) },
  ...readPairs()
    .filter(({ refusal, debugInfo, name }) => refusal === undefined && debugInfo && !UNLIKE.includes(name))
    .map(({ name, sources }) => ({ name, sources })),
]

/** The program whose map holds a pointer with a type tag, which LLVM does not read from bitcode of LLVM 18 and older. */
const TAGGED = 'map-typed-pointers'

/** Of majors before this one, which nobody asked for, some programs are enough. */
const FIRST_WITH_ALL = 19
const isEnough = ({ name, sources }: Program) => sources.length === 1 || name === TAGGED

it('there are programs of one file and of several', () => {
  expect(programs.filter(({ sources }) => sources.length === 1).length).toBeGreaterThan(5)
  expect(programs.filter(({ sources }) => sources.length > 1).length).toBeGreaterThan(50)
  expect(reader).toBeGreaterThan(20)
})

describe.each(CLANG_MAJORS)('bitcode of LLVM %i', (major) => {
  let clang: Clang
  beforeAll(() => {
    clang = ensureClang(major)
  })

  it.concurrent.each(major < FIRST_WITH_ALL ? programs.filter(isEnough) : programs)('$name', async (program) => {
    const { name, sources } = program
    const own = join(folder, String(major), name)
    mkdirSync(own, { recursive: true })
    const bitcode = sources.map((source) => compile(clang, source, own))
    const options: LinkOptions = { inputs: bitcode, outFile: join(own, 'linked.o'), cpu: 'v3' }
    if (major > reader) return expectNewer(options, major)
    const linked = await link(options)
    const lostTags = major < 19 && name === TAGGED
    const versions = linked.diagnostics.filter(({ code }) => code === 'BITCODE_NEWER' || code === 'BITCODE_OLDER')
    expect(versions.map(({ code }) => code)).toEqual(lostTags ? sources.map(() => 'BITCODE_OLDER') : [])
    if (lostTags) return
    await expectSamePrograms(linked, join(own, 'linked.o'), program)
  })
})

function compile(clang: Clang, source: string, own: string): string {
  const output = join(own, `${basename(source, '.c')}.bc`)
  const { status, stderr } = clang.run([
    ...['-target', 'bpf', '-mcpu=v3', '-O2', '-g', '-emit-llvm', '-c', source, '-o', output],
    ...['-I', dirname(source), ...ownHeaders()],
  ])
  expect(status, stderr).toBe(0)
  return output
}

async function expectNewer(options: LinkOptions, major: number): Promise<void> {
  const names = new RegExp(`made by 'LLVM${major}\\..*LLVM ${reader}\\.`)
  const outcome = await link(options).catch((error: unknown) => error)
  const said = outcome instanceof BpfLinkerError ? outcome.diagnostics : (outcome as LinkResult).diagnostics
  const newer = said.filter(({ code }) => code === 'BITCODE_NEWER')
  expect(newer.map(({ file }) => file)).toEqual([...new Set(newer.map(({ file }) => file))])
  expect(newer.length).toBeGreaterThan(0)
  for (const { message, hint } of newer) {
    expect(message).toMatch(names)
    expect(hint).toContain(`LLVM ${major}`)
  }
}

interface Reference {
  outline: Awaited<ReturnType<typeof outline>>
  /** Whether the kernel takes it; undefined where none can be asked. */
  loads: boolean | undefined
}

const references = new Map<string, Promise<Reference>>()

/** Programs, sections and maps as from the sources themselves; and the kernel takes the one as it takes the other. */
async function expectSamePrograms(linked: LinkResult, file: string, program: Program): Promise<void> {
  const made = references.get(program.name) ?? makeReference(program)
  references.set(program.name, made)
  const reference = await made
  expect(await outline(linked.bytes)).toEqual(reference.outline)
  if (reference.loads === undefined) return
  const outcome = await loadObject(file)
  expect(outcome.loaded, outcome.loaded ? '' : outcome.messages).toBe(reference.loads)
}

async function makeReference({ name, sources }: Program): Promise<Reference> {
  const outFile = join(folder, `${name}.o`)
  const { bytes } = await link({ inputs: sources, outFile, cpu: 'v3' })
  const loads = noLoading === undefined ? (await loadObject(outFile)).loaded : undefined
  return { outline: await outline(bytes), loads }
}

async function outline(bytes: Uint8Array) {
  const { programs, maps } = await inspect(bytes)
  return {
    programs: programs.map(({ name, section }) => `${section} ${name}`).sort(),
    maps: maps.map(({ name, definition }) => `${definition?.type} ${name}`).sort(),
  }
}
