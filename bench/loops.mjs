// How many real programs with loops are free of them for kernels before 5.3.
//
//     node bench/loops.mjs [--names] [part of the paths of those to take]
//
// The kernel's selftests and samples, all that compile without its own headers,
// and the Rust programs of test/rust/loops. A program counts when LLVM's code of
// it has a cycle after everything is inlined, with its own unroller off. Global
// data and what no input defines are permitted here: loops are judged, and apart
// from that the 4096 instructions.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createJiti } from 'jiti'
import { link } from '../dist/index.js'
import { resolveProfile } from '../dist/kernel/profiles.js'
import { printTable } from './lib/measure.mjs'

const jiti = createJiti(import.meta.url)
const { kernelSources, ownVmlinuxDir } = await jiti.import('../test/corpus/kernel_sources.ts')
const { hasBackEdge } = await jiti.import('../test/support/code.ts')
const { loopBitcode } = await jiti.import('../test/rust/loops.ts')

// No kernel, so that no rule about helpers and maps has anything to say.
const { cpu, inlineAll, loops, maxInstructions, disableMemoryBuiltins } = resolveProfile('old-kernel-no-loops')
const old = {
  profile: 'old',
  profiles: { old: { cpu, inlineAll, loops, maxInstructions, disableMemoryBuiltins } },
  globalData: true,
  allowUnresolved: true,
  timeout: 600_000,
}
/** What LLVM makes without any unroller. */
const asWritten = {
  ...old,
  loops: true,
  unrollLoops: false,
  maxInstructions: 1_000_000,
  llvmArgs: ['-unroll-full-max-count=0'],
}
/** Linux 5.2: no loops yet, but a million instructions. */
const roomy = { ...old, maxInstructions: 1_000_000 }
/** As kernels without global data need it: `const volatile` with the values of the source. */
const frozen = { ...roomy, freezeRodata: true }
const only = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? ''
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-loops-'))
const results = []
/** Programs with loops in objects that are refused for their calls: those of newer kernels, with callbacks. */
const withCallbacks = []
let sources = 0
try {
  for (const input of [...kernelPrograms(), ...rustPrograms()])
    if (input.options.inputs[0].includes(only)) await judge(input)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
print()

function kernelPrograms() {
  const { selftests, programs, includeDirs, vmlinuxDir, defines } = kernelSources()
  const folders = includeDirs.map((path) => (path === vmlinuxDir ? ownVmlinuxDir() : path))
  const samples = join(selftests, '../../../../samples/bpf')
  // Some take headers of the C library, as on the machines that they are for.
  const libc = ['/usr/include', '/usr/include/x86_64-linux-gnu'].flatMap((path) => ['-idirafter', path])
  const from = (origin, paths, cflags) =>
    paths.map((path) => ({ origin, options: { inputs: [path], includeDirs: folders, defines, cflags } }))
  // The others of the samples include what only a kernel's own sources have.
  const portable = readdirSync(samples).filter((name) => name.endsWith('.bpf.c'))
  return [
    ...from('selftests', programs, ['-w', ...libc]),
    ...from(
      'samples',
      portable.map((name) => join(samples, name)),
      ['-w', `-I${samples}`, ...libc],
    ),
  ]
}

function rustPrograms() {
  return loopBitcode(folder).map((path) => ({ origin: 'Rust', options: { inputs: [path] } }))
}

async function judge({ origin, options }) {
  const looping = await loopingPrograms(options)
  if (looping.length === 0) return
  sources += 1
  const errors = await errorsOf({ ...options, ...roomy })
  const tight = await errorsOf({ ...options, ...old })
  const constant = errors.length > 0 ? await errorsOf({ ...options, ...frozen }) : []
  for (const program of looping) {
    const [reason, whenTight, whenFrozen] = [errors, tight, constant].map((each) => reasonFor(program, each))
    results.push({ origin, file: basename(options.inputs[0]), program, reason, whenTight, whenFrozen })
  }
}

async function errorsOf(options) {
  const { diagnostics = [] } = await link(options).catch((error) => error)
  return diagnostics.filter(({ severity }) => severity === 'error')
}

/** Its own error; else one that ended the link before programs were judged. */
function reasonFor(program, errors) {
  const isOfPrograms = ({ message }) => /^the loop in |^program .* instructions/.test(message)
  const own = errors.find(({ symbol }) => symbol === program)
  return own ?? (errors.some(isOfPrograms) ? undefined : errors[0])
}

async function loopingPrograms(options) {
  const cflags = [...(options.cflags ?? []), '-fno-unroll-loops']
  const looping = async (settings) => {
    const { info } = await link({ ...options, ...settings, cflags, inspect: { disassembly: true } })
    return info.programs.filter(hasBackEdge).map(({ name }) => name)
  }
  try {
    return await looping(asWritten)
  } catch (error) {
    if (error.code?.startsWith('CONFIG')) throw error
    // Calls that stay, or no program for this compiler.
    const names = await looping({ ...asWritten, inlineAll: false }).catch(() => [])
    withCallbacks.push(...names.map((name) => `${basename(options.inputs[0])} ${name}`))
    return []
  }
}

function classOf({ message }) {
  if (message.includes('trip count is unknown')) return 'its trip count is unknown'
  if (message.includes('never ends')) return 'it never ends'
  return message.includes('too large') ? 'too large for a million instructions' : message
}

function print() {
  const free = results.filter(({ reason }) => reason === undefined)
  const bounded = results.filter(({ reason }) => !/unknown|never ends/.test(reason?.message ?? ''))
  const freeWhenFrozen = results.filter(({ whenFrozen }) => whenFrozen === undefined)
  const why = new Map()
  for (const { reason } of results)
    if (reason !== undefined) why.set(classOf(reason), (why.get(classOf(reason)) ?? 0) + 1)
  const share = (some, all) =>
    `${some.length} of ${all.length} (${Math.round((100 * some.length) / (all.length || 1))} %)`
  printTable('Programs with loops, for kernels that take none', [
    ['sources with such programs', String(sources)],
    ...[...new Set(results.map(({ origin }) => origin))].map((origin) => {
      const of = (some) => some.filter((each) => each.origin === origin)
      return [`free of loops: ${origin}`, share(of(free), of(results))]
    }),
    ['free of loops: all', share(free, results)],
    ['of those whose loops have a bound', share(free, bounded)],
    ['with freezeRodata', share(freeWhenFrozen, results)],
    ['of the free, within 4096 instructions', String(free.filter(({ whenTight }) => !whenTight).length)],
    ...[...why].map(([reason, of]) => [`not free: ${reason}`, String(of)]),
    ['not counted, in objects with callbacks', String(withCallbacks.length)],
  ])
  for (const { file, program, reason, whenFrozen } of results)
    if (reason !== undefined)
      console.log(`${file}:${reason.line} ${program}: ${reason.message}${whenFrozen ? '' : '; free with freezeRodata'}`)
    else if (process.argv.includes('--names')) console.log(`${file} ${program}: free`)
  for (const name of withCallbacks) console.log(`${name}: not counted`)
}
