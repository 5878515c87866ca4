// How many real programs with loops are free of them for kernels before 5.3.
//
//     node bench/loops.mjs [--names]
//
// The kernel's selftests and the Rust programs of test/rust/loops. A program
// counts when LLVM's code of it has a cycle after everything is inlined, with
// its own unroller off. Global data and what no input defines are permitted
// here: loops are judged, and apart from that the 4096 instructions.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createJiti } from 'jiti'
import { link } from '../dist/index.js'
import { resolveProfile } from '../dist/kernel/profiles.js'
import { printTable } from './lib/measure.mjs'

const jiti = createJiti(import.meta.url)
const { kernelSources } = await jiti.import('../test/corpus/kernel_sources.ts')
const { hasBackEdge } = await jiti.import('../test/support/code.ts')
const { loopBitcode } = await jiti.import('../test/rust/loops.ts')

// No kernel, so that no rule about helpers and maps has anything to say.
const { cpu, inlineAll, loops, maxInstructions, disableMemoryBuiltins } = resolveProfile('old-kernel-no-loops')
const old = {
  profile: 'old',
  profiles: { old: { cpu, inlineAll, loops, maxInstructions, disableMemoryBuiltins } },
  globalData: true,
  allowUnresolved: true,
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
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-loops-'))
const results = []
let sources = 0
try {
  for (const input of [...selftests(), ...rustPrograms()]) await judge(input)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
print()

function selftests() {
  const { programs, includePaths, defines } = kernelSources()
  // Some take headers of the C library, as on the machines that the selftests are for.
  const libc = ['/usr/include', '/usr/include/x86_64-linux-gnu'].flatMap((path) => ['-idirafter', path])
  const cflags = ['-w', ...libc]
  return programs.map((path) => ({ inputs: [path], include: includePaths, defines, cflags }))
}

function rustPrograms() {
  return loopBitcode(folder).map((path) => ({ inputs: [path] }))
}

async function judge(input) {
  const looping = await loopingPrograms(input)
  if (looping.length === 0) return
  sources += 1
  const errors = await errorsOf({ ...input, ...roomy })
  const tight = await errorsOf({ ...input, ...old })
  for (const program of looping) {
    const reason = reasonFor(program, errors)
    results.push({ file: basename(input.inputs[0]), program, reason, fits: reasonFor(program, tight) === undefined })
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

async function loopingPrograms(input) {
  try {
    const cflags = [...(input.cflags ?? []), '-fno-unroll-loops']
    const { info } = await link({ ...input, ...asWritten, cflags, inspect: { disassembly: true } })
    return info.programs.filter(hasBackEdge).map(({ name }) => name)
  } catch (error) {
    if (error.code?.startsWith('CONFIG')) throw error
    // Calls that stay (callbacks, recursion), or no program for this compiler.
    return []
  }
}

function classOf({ message }) {
  if (message.includes('trip count is unknown')) return 'its trip count is unknown'
  if (message.includes('never ends')) return 'it never ends'
  if (message.includes('too large')) return 'more than 100,000 instructions, not tried'
  if (message.includes('a jump is longer')) return 'no loop left, but longer than jumps reach (32,767)'
  return message
}

function print() {
  const free = results.filter(({ reason }) => reason === undefined)
  const bounded = results.filter(({ reason }) => !/unknown|never ends/.test(reason?.message ?? ''))
  const why = new Map()
  for (const { reason } of results)
    if (reason !== undefined) why.set(classOf(reason), (why.get(classOf(reason)) ?? 0) + 1)
  const share = (of) => `${free.length} of ${of.length} (${Math.round((100 * free.length) / of.length)} %)`
  printTable('Programs with loops, for kernels that take none', [
    ['sources with such programs', String(sources)],
    ['free of loops', share(results)],
    ['of those whose loops have a bound', share(bounded)],
    ['of the free, within 4096 instructions', String(free.filter(({ fits }) => fits).length)],
    ...[...why].map(([reason, of]) => [`not free: ${reason}`, String(of)]),
  ])
  for (const { file, program, reason } of results)
    if (reason !== undefined || process.argv.includes('--names'))
      console.log(`${file}:${reason?.line ?? ''} ${program}: ${reason?.message ?? 'free'}`)
}
