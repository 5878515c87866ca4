// One object for one profile and for four, and what the rules cost.
//
//     node bench/profiles.mjs
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '../dist/index.js'
import { smallSource } from './lib/inputs.mjs'
import { inTurns, ms, printTable, ratio } from './lib/measure.mjs'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-'))
const sides = {
  one: ['linux-6.12'],
  alike: ['linux-5.10', 'linux-5.15', 'linux-6.1', 'linux-6.12'],
  four: ['linux-4.19', 'linux-5.4', 'linux-6.1', 'linux-6.12'],
}

try {
  const source = smallSource(folder)
  const run = (profiles) => () =>
    build({
      cwd: folder,
      write: false,
      config: { objects: { probe: { inputs: source, profiles } } },
    })
  const times = await inTurns(
    Object.fromEntries(Object.entries(sides).map(([name, profiles]) => [name, run(profiles)])),
  )
  printTable('A small C file for several profiles (beside one)', [
    ['one', ms(times.one)],
    [sides.alike.join(', '), ratio(times.alike, times.one)],
    [sides.four.join(', '), ratio(times.four, times.one)],
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
