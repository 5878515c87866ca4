// BPF programs of Debian's source packages beside clang's objects of them: what loads, and how long the code is.
//
//     node bench/packages.mjs [package …]
//
// What the figures mean and what they were: bench/README.md. Needs root, to load; nothing is attached.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inspect, link } from '../dist/index.js'
import { PACKAGES, sourceOf } from './lib/debian_sources.mjs'
import { ownHeaders } from './lib/headers.mjs'
import { printTable } from './lib/measure.mjs'

const run = promisify(execFile)
const vmlinux = fileURLToPath(new URL('../.cache/kernel-sources/vmlinux', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-packages-'))

try {
  const names = process.argv.slice(2)
  for (const [name, of] of Object.entries(PACKAGES))
    if (names.length === 0 || names.includes(name)) await measure(name, of)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(name, of) {
  const root = sourceOf(name)
  if (root === undefined) return printTable(`${name}: not in the archive now`, [])
  const files = of.programs.flatMap((each) => programsBelow(join(root, each)))
  const includeDirs = [...of.includeDirs.map((each) => join(root, each)), ...(of.vmlinux ? [vmlinux] : [])]
  const outcomes = []
  let refused = 0
  for (const file of files) {
    const outcome = await compare(file, [...includeDirs, dirname(file)])
    if (outcome === undefined) refused++
    else outcomes.push(outcome)
  }
  const sum = (key) => outcomes.reduce((total, { [key]: value }) => total + (value ?? 0), 0)
  const both = outcomes.filter(({ ours }) => ours !== undefined)
  const list = (found) =>
    found.length === 0 ? '0' : `${found.length}: ${found.map(({ file }) => file.slice(root.length + 1)).join(', ')}`
  printTable(`${name}: ${files.length} files, of which clang refuses ${refused}`, [
    ['programs that ours does not link', list(outcomes.filter(({ ours }) => ours === undefined))],
    ['load as clang made them, not as we did', list(outcomes.filter((each) => each.clangLoads && !each.oursLoads))],
    ['the reverse', list(outcomes.filter((each) => !each.clangLoads && each.oursLoads))],
    ['load of both', String(outcomes.filter((each) => each.clangLoads && each.oursLoads).length)],
    [
      'instructions',
      both.length === 0
        ? ''
        : `${(sum('ours') / both.reduce((total, { clang }) => total + clang, 0)).toFixed(3)} × clang's`,
    ],
    [
      'processed instructions',
      sum('clangProcessed') === 0 ? '' : `${(sum('oursProcessed') / sum('clangProcessed')).toFixed(3)} × clang's`,
    ],
  ])
}

/** C files with a licence or a program in them. */
function programsBelow(at) {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.c'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => /\bSEC\("|section\("license/.test(readFileSync(file, 'utf8')))
    .sort()
}

/** Undefined where clang refuses the file: it lacks what its package's build generates. */
async function compare(file, includeDirs) {
  const [theirs, own] = [join(folder, 'clang.o'), join(folder, 'ours.o')]
  const defines = ['__TARGET_ARCH_x86', '__x86_64__']
  const flags = ['-target', 'bpf', '-mcpu=v3', '-g', '-O2', '-w', ...defines.map((each) => `-D${each}`)]
  const headers = [...includeDirs.map((each) => `-I${each}`), ...ownHeaders]
  try {
    await run('clang-22', [...flags, ...headers, '-c', file, '-o', theirs])
  } catch {
    return undefined
  }
  const [clang, clangProcessed] = [instructionsOf(await inspect(theirs)), await processed(theirs)]
  try {
    const { info } = await link({
      inputs: [file],
      outFile: own,
      cpu: 'v3',
      includeDirs,
      defines,
      cflags: ['-w'],
      cache: false,
    })
    const oursProcessed = await processed(own)
    const bothLoad = clangProcessed !== undefined && oursProcessed !== undefined
    return {
      file,
      clang,
      ours: instructionsOf(info),
      clangLoads: clangProcessed !== undefined,
      oursLoads: oursProcessed !== undefined,
      ...(bothLoad ? { clangProcessed, oursProcessed } : {}),
    }
  } catch {
    return { file, clang, clangLoads: clangProcessed !== undefined, oursLoads: false }
  }
}

function instructionsOf({ programs, subprograms }) {
  return [...programs, ...subprograms].reduce((sum, { instructions }) => sum + instructions, 0)
}

/** What the verifier went through, over all programs; undefined where the running kernel refuses the object. */
async function processed(object) {
  const pins = mkdtempSync('/sys/fs/bpf/bpf-linker-bench-')
  try {
    const { stdout, stderr } = await run('bpftool', ['-d', 'prog', 'loadall', object, pins], { maxBuffer: 1 << 28 })
    return [...`${stdout}${stderr}`.matchAll(/^processed (\d+) insns/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    )
  } catch {
    return undefined
  } finally {
    rmSync(pins, { recursive: true, force: true })
  }
}
