// A hundred objects with nothing in the cache, and again with everything.
//
//     node bench/cache.mjs
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from '../dist/index.js'
import { sources } from './lib/inputs.mjs'
import { command, median, ms, printTable, quickest, ratio } from './lib/measure.mjs'

const OBJECTS = 100
const ROUNDS = 11
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-'))

try {
  const inputs = sources(folder, OBJECTS)
  const objects = Object.fromEntries(inputs.map((file, i) => [`part${i}`, { inputs: file }]))
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(join(folder, 'bpf-linker.config.json'), JSON.stringify({ profile: 'linux-5.10', objects }))
  // Sources that were just written are not kept: somebody may still be writing.
  await new Promise((resolve) => setTimeout(resolve, 100))
  const cold = await cost(OBJECTS, { force: true })
  const all = await medianCost(OBJECTS, {})
  const one = await medianCost(1, { objects: ['part0'] })
  const node = quickest(() => command(process.execPath, ['-e', '0']), 20)
  const cli = (...names) => quickest(() => command(process.execPath, [main, 'build', ...names], { cwd: folder }), 20)
  printTable(`${OBJECTS} small C files, an object for linux-5.10 each`, [
    ['nothing in the cache, beside everything', ratio(cold.wall, all.wall)],
    ['build() of all, everything in the cache', `${ms(all.wall)}, ${ms(all.cpu)} of CPU`],
    ['build() of one', `${ms(one.wall)}, ${ms(one.cpu)} of CPU`],
    ['bpf-linker build of all, above node -e 0', ms(cli() - node)],
    ['bpf-linker build of one, above node -e 0', ms(cli('part0') - node)],
    ['node -e 0', ms(node)],
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Wall and CPU milliseconds of one build in this process, which must have linked all objects or none. */
async function cost(expected, options) {
  const [start, before] = [process.hrtime.bigint(), process.cpuUsage()]
  const { objects } = await build({ cwd: folder, ...options })
  const { user, system } = process.cpuUsage(before)
  const linked = objects.filter(({ cached }) => !cached).length
  if (objects.length !== expected || linked !== (options.force ? expected : 0)) throw new Error(`${linked} were linked`)
  return { wall: Number(process.hrtime.bigint() - start) / 1e6, cpu: (user + system) / 1000 }
}

async function medianCost(expected, options) {
  const runs = []
  for (let round = 0; round < ROUNDS; round++) runs.push(await cost(expected, options))
  return { wall: median(runs.map((run) => run.wall)), cpu: median(runs.map((run) => run.cpu)) }
}
