// Measuring: medians of several runs, taken in turns, so that a machine that
// changes its speed changes it for both sides of a ratio.
import { spawnSync } from 'node:child_process'

/**
 * Runs every side once a round, in turns, after one round that is not counted.
 * @param {Record<string, () => void | Promise<void>>} sides
 * @param {number} rounds
 * @returns {Promise<Record<string, number>>} median wall milliseconds of each
 */
export async function inTurns(sides, rounds = 11) {
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(sides)) {
      const start = process.hrtime.bigint()
      await run()
      if (round > 0) samples[name].push(Number(process.hrtime.bigint() - start) / 1e6)
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]))
}

/** Runs a command that must succeed. */
export function command(file, args, options = {}) {
  const result = spawnSync(file, args, { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 64 << 20, ...options })
  if (result.status !== 0) throw new Error(`${file} ended with ${result.status ?? result.signal}: ${result.stderr}`)
}

/**
 * User and system time, and peak memory of a command, by GNU time's figures.
 * @returns {{ cpu: number, megabytes: number }} milliseconds of CPU, MiB
 */
export function cost(file, args) {
  const script = `import resource, subprocess, sys
result = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, result.returncode)`
  const result = spawnSync('python3', ['-c', script, file, ...args], { encoding: 'utf8' })
  const [seconds, kilobytes, status] = result.stdout.trim().split(' ').map(Number)
  if (status !== 0) throw new Error(`${file} ended with ${status}`)
  return { cpu: seconds * 1000, megabytes: kilobytes / 1024 }
}

/** The median cost of several runs. */
export function medianCost(file, args, rounds = 5) {
  const runs = Array.from({ length: rounds }, () => cost(file, args))
  return { cpu: median(runs.map((run) => run.cpu)), megabytes: median(runs.map((run) => run.megabytes)) }
}

/**
 * The quickest of many runs, in milliseconds: how long something takes to start
 * when nothing else wants the machine. Medians of a few milliseconds tell of
 * the machine.
 */
export function quickest(run, rounds = 40) {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint()
    run()
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6)
  }
  return best
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** Prints rows of [what, figure] as a table of two columns under a title. */
export function printTable(title, rows) {
  const width = Math.max(...rows.map(([what]) => what.length))
  console.log(`\n${title}`)
  for (const [what, figure] of rows) console.log(`  ${what.padEnd(width)}  ${figure}`)
}

export const ratio = (a, b) => `${(a / b).toFixed(2)} ×`
export const ms = (value) => `${value.toFixed(1)} ms`
