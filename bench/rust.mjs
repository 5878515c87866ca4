// Rust: a link costs what is used of the libraries, not what they weigh.
//
//     npm run bench
//
// What the figures mean and what they were: bench/README.md.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { link } from '../dist/index.js'
import { nativePath } from '../dist/link/native.js'
import { command, cost, inTurns, median, medianCost, ms, printTable, ratio } from './lib/measure.mjs'
import { exported, extractModules, megabytes, rustProgram, unusedLibraries } from './lib/rust_inputs.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const native = nativePath()
const exhaustive = join(dirname(native), '..', 'tests', 'bpf-linker-exhaustive')
const main = join(root, 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-rust-'))
const at = (name) => join(folder, name)

try {
  const rust = rustProgram(folder)
  await sideBySide(rust)
  await growth(rust)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** As rustc calls its linker. */
function asRustcCalls(rust, unused = []) {
  const files = [rust.symbolsObject, ...rust.objects, ...rust.rlibs, ...unused]
  return ['--export-symbols', rust.symbols, ...files, '--cpu', 'generic', '-o', at('ours.o'), '-O3', '--debug', '--btf']
}

async function sideBySide(rust) {
  const args = asRustcCalls(rust)
  const inputs = [...rust.objects, ...rust.rlibs]
  const settings = { inputs, exports: exported, cpu: 'generic', optimize: 3 }
  const [linked, optimised] = [at('linked.bc'), at('optimised.bc')]
  const passes = ['-passes=internalize,default<O3>', ...exported.map((name) => `-internalize-public-api-list=${name}`)]
  const llvm = [
    ['llvm-link-22', [...rust.objects, ...extractModules(rust.rlibs, folder), '-o', linked]],
    ['opt-22', [...passes, linked, '-o', optimised]],
    ['llc-22', ['-O3', '-filetype=obj', '-bpf-expand-memcpy-in-order', optimised, '-o', at('reference.o')]],
  ]
  const times = await inTurns(
    {
      native: () => command(native, args),
      api: async () => void (await link(settings)),
      cli: () => command(process.execPath, [main, ...args]),
      node: () => command(process.execPath, ['-e', '0']),
      exhaustive: () => command(exhaustive, args),
      llvm: () => llvm.forEach(([file, each]) => void command(file, each)),
    },
    9,
  )
  const script = `import { link } from ${JSON.stringify(join(root, 'dist', 'index.js'))}; await link(${JSON.stringify(settings)})`
  const own = medianCost(native, args)
  const memory = (file, each) => `${cost(file, each).megabytes.toFixed(0)} MiB`
  printTable(`A program that uses little of core, ${megabytes(rust.rlibs).toFixed(0)} MB of libraries`, [
    ['native executable', `${ms(times.native)}, ${own.megabytes.toFixed(0)} MiB (node -e 0: ${ms(times.node)})`],
    ['the same, beside node -e 0', ratio(times.native, times.node)],
    ['node command line', `${ratio(times.cli, times.native)}, ${memory(process.execPath, [main, ...args])}`],
    [
      'link() in a running node',
      `${ratio(times.api, times.native)}, ${memory(process.execPath, ['--input-type=module', '-e', script])} with a node that starts`,
    ],
    ['everything parsed and moved', `${ratio(times.exhaustive, times.native)}, ${memory(exhaustive, args)}`],
    [
      'llvm-link | opt | llc',
      `${ratio(times.llvm, times.native)}, ${Math.max(...llvm.map(([file, each]) => cost(file, each).megabytes)).toFixed(0)} MiB`,
    ],
  ])
}

/** CPU time, which other work on the machine changes less than wall time. */
async function growth(rust) {
  const sizes = [0, 3, 6, 11].map(unusedLibraries)
  const samples = sizes.map(() => [])
  const peaks = sizes.map(() => 0)
  for (let round = 0; round < 21; round++) {
    sizes.forEach((unused, index) => {
      const { cpu, megabytes: peak } = cost(native, asRustcCalls(rust, unused))
      if (round > 0) samples[index].push(cpu)
      peaks[index] = peak
    })
  }
  const [least = 0] = samples.map(median)
  printTable(
    'The same with libraries that it does not use (CPU)',
    sizes.map((unused, index) => {
      const more = median(samples[index] ?? []) - least
      const size = megabytes(unused)
      const each = size === 0 ? '' : `, ${(more / size).toFixed(3)} ms each MB`
      return [`${size.toFixed(0)} MB`, `${ratio(least + more, least)}${each}, ${(peaks[index] ?? 0).toFixed(0)} MiB`]
    }),
  )
}
