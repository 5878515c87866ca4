// Ours beside clang and LLVM's tools, ratios within one run.
//
//     npm run bench
//
// What the figures mean and what they were: bench/README.md.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { link } from '../dist/index.js'
import { nativePath } from '../dist/link/native.js'
import { ownHeaders } from './lib/headers.mjs'
import { bitcodeFiles, smallSource } from './lib/inputs.mjs'
import { command, cost, inTurns, medianCost, ms, printTable, quickest, ratio } from './lib/measure.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const native = nativePath()
const main = join(root, 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-'))
const at = (name) => join(folder, name)

try {
  await smallFile()
  await links()
  sizes()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function smallFile() {
  const source = smallSource(folder)
  const clang = ['-target', 'bpf', '-mcpu=v3', '-g', '-O2', ...ownHeaders, '-c', source, '-o', at('clang.o')]
  const times = await inTurns({
    clang: () => command('clang-22', clang),
    api: async () => void (await link({ inputs: [source], cpu: 'v3' })),
    inProcess: async () => void (await link({ inputs: [source], cpu: 'v3', isolate: false })),
    native: () => command(native, ['--btf', '--cpu', 'v3', '-o', at('native.o'), source]),
  })
  printTable('One small C file to an object (beside clang-22 -c)', [
    ['clang-22 -c', ms(times.clang)],
    ['link() in a running node', ratio(times.api, times.clang)],
    ['link() with isolate: false', ratio(times.inProcess, times.clang)],
    ['native executable', ratio(times.native, times.clang)],
  ])
  starts(source)
}

function starts(source) {
  const flags = ['--btf', '--cpu', 'v3', '-o', at('started.o'), source]
  const config = at('bpf-linker.config.json')
  writeFileSync(config, JSON.stringify({ objects: { small: { inputs: [source], cpu: 'v3' } } }))
  const build = [main, 'build', '--config', config, '--log-level', 'error']
  const node = quickest(() => command(process.execPath, ['-e', '0']))
  const job = quickest(() => command(native, flags))
  const above = (args) => ms(quickest(() => command(process.execPath, args), 20) - node - job)
  // In a node of its own each time: this one has loaded the addon.
  const addon = join(dirname(native), 'bpf-linker.node')
  const script = `const start = process.hrtime.bigint(); require(${JSON.stringify(addon)});
    process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6))`
  const loads = Array.from({ length: 20 }, () => Number(execFileSync(process.execPath, ['-e', script])))
  printTable('Starting (the quickest of many)', [
    ['/bin/true', ms(quickest(() => command('/bin/true', [])))],
    ['native executable', ms(quickest(() => command(native, ['--version'])))],
    ['addon loads', ms(Math.min(...loads))],
    ['node with the addon', `${cost(process.execPath, ['-e', script]).megabytes.toFixed(0)} MiB`],
    ['node -e 0', ms(node)],
    ['the linker through node, above node -e 0 and the job', above([main, ...flags])],
    ['bpf-linker build, above node -e 0 and the job', above(build)],
  ])
}

async function links() {
  for (const count of [3, 50]) {
    const inputs = bitcodeFiles(folder, count)
    const [linked, optimised, object] = [at('linked.bc'), at('optimised.bc'), at('reference.o')]
    const steps = {
      link: ['llvm-link-22', [...inputs, '-o', linked]],
      opt: ['opt-22', ['-O2', linked, '-o', optimised]],
      llc: ['llc-22', ['-mcpu=v3', '-O3', '-filetype=obj', optimised, '-o', object]],
    }
    const ours = ['--btf', '--cpu', 'v3', '-O2', '-o', at('ours.o'), ...inputs]
    const times = await inTurns(
      {
        ours: () => command(native, ours),
        theirs: () => {
          for (const [file, args] of Object.values(steps)) command(file, args)
        },
      },
      7,
    )
    const cpu = medianCost(native, ours)
    const parts = Object.fromEntries(
      Object.entries(steps).map(([name, [file, args]]) => [name, medianCost(file, args)]),
    )
    // What optimising and emitting cost LLVM itself: less the same processes on an empty module.
    const empty = at('empty.ll')
    writeFileSync(empty, 'target triple = "bpf"\n')
    const idle =
      medianCost('opt-22', ['-O2', empty, '-o', at('empty.bc')]).cpu +
      medianCost('llc-22', ['-mcpu=v3', '-O3', '-filetype=obj', empty, '-o', at('empty.o')]).cpu
    const ownIdle = medianCost(native, ['--version']).cpu
    const passes = parts.opt.cpu + parts.llc.cpu - idle
    const { timings } = await link({ inputs, cpu: 'v3' })
    const own = (phase) => timings.find((timing) => timing.phase === phase)?.milliseconds ?? 0
    const all = timings.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    printTable(`${count} bitcode files (beside llvm-link | opt | llc)`, [
      ['wall', ratio(times.ours, times.theirs)],
      ['CPU without starting, beside LLVM’s optimise and emit without starting', ratio(cpu.cpu - ownIdle, passes)],
      ['all phases, beside our own optimise and emit', ratio(all, own('optimise') + own('emit'))],
      [
        'peak memory',
        `${cpu.megabytes.toFixed(0)} MiB (largest of theirs: ${Math.max(...Object.values(parts).map((part) => part.megabytes)).toFixed(0)} MiB)`,
      ],
    ])
  }
}

function sizes() {
  const dist = dirname(native)
  const size = (name) =>
    existsSync(join(dist, name)) ? `${(statSync(join(dist, name)).size / 1e6).toFixed(2)} MB` : 'absent'
  printTable('Sizes', [
    ['shared library', size('libbpf-linker.so')],
    ['executable', size('bpf-linker')],
    ['addon', size('bpf-linker.node')],
  ])
}
