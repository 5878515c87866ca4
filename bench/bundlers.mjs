// The example's objects in each bundler, with the plugin and without it: a cold build, one with all in the cache, and
// what comes after a change; and what it takes to import a plugin and to load a config.
//
//     node bench/bundlers.mjs
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from '../dist/index.js'
import { cost, median, printTable, ratio } from './lib/measure.mjs'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const BUNDLERS = ['vite', 'rollup', 'rolldown', 'esbuild', 'webpack', 'rspack']
const here = dirname(fileURLToPath(import.meta.url))
const child = join(here, 'lib/bundle.mjs')
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-'))

try {
  await makeProject()
  process.chdir(folder)
  for (const bundler of BUNDLERS) builds(bundler)
  imports()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** examples/vite-node-agent: two C files and a header, one object for two profiles; and the same bytes as modules. */
async function makeProject() {
  cpSync(join(here, '../examples/vite-node-agent/bpf'), join(folder, 'bpf'), { recursive: true })
  mkdirSync(join(folder, 'src'))
  const config = { objects: { agent: { inputs: 'bpf/*.bpf.c', profiles: ['linux-5.10', 'linux-6.12'] } } }
  const { objects } = await build({ cwd: folder, config, write: false })
  const write = (name, text) => writeFileSync(join(folder, name), text)
  write('package.json', '{ "type": "module" }')
  write('bpf-linker.config.json', JSON.stringify(config))
  for (const { id, bytes } of objects) {
    write(`src/${id}.js`, `export default Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64')\n`)
  }
  const entry = (specifier) =>
    `${objects.map(({ id }, i) => `import object${i} from '${specifier(id)}'\n`).join('')}
console.log(${objects.map((_, i) => `object${i}.length`).join(', ')})
`
  write(
    'src/with.js',
    entry((id) => `virtual:bpf-linker/${id}`),
  )
  write(
    'src/without.js',
    entry((id) => `./${id}.js`),
  )
  // Something to change.
  const header = join(folder, 'bpf/agent.h')
  execFileSync('sed', ['-i', 's|^#define DEFAULT_PRIO.*|&\\n/* VERSION 0 */|', header])
}

function builds(bundler) {
  const forget = () => rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
  const run = (side) => cost(process.execPath, [child, bundler, side]).cpu
  const samples = { without: [], cold: [], warm: [] }
  for (let round = 0; round <= ROUNDS; round++) {
    const without = run('without')
    forget()
    const cold = run('with')
    const warm = run('with')
    // The first round fills the file cache of the system.
    if (round > 0) for (const [name, value] of Object.entries({ without, cold, warm })) samples[name].push(value)
  }
  const { without, cold, warm } = Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [name, median(values)]),
  )
  const watched = [child, bundler, 'with', join(folder, 'bpf/agent.h'), '9']
  const { rebuild, links } = JSON.parse(execFileSync(process.execPath, watched, { encoding: 'utf8' }))
  printTable(`${bundler} (CPU beside the bundler alone; wall of a rebuild beside its links by the API)`, [
    ['cold', `${ratio(cold, without)}, ${Math.round(cold - without)} ms more`],
    ['warm', `${ratio(warm, without)}, ${Math.round(warm - without)} ms more`],
    ['rebuild after a change of the header', `${ratio(rebuild, links)}, ${Math.round(rebuild - links)} ms more`],
  ])
}

function imports() {
  const script = (code) => `const before = process.cpuUsage()
    ${code}
    const { user, system } = process.cpuUsage(before)
    console.log((user + system) / 1000)`
  const cpu = (code) => {
    const run = () =>
      Number(execFileSync(process.execPath, ['--input-type=module', '-e', script(code)], { encoding: 'utf8' }))
    return `${Math.round(median(Array.from({ length: 11 }, run)))} ms`
  }
  const dist = (file) => JSON.stringify(join(here, '../dist', file))
  const load = `const { loadConfig } = await import(${dist('config/load_config.js')}); await loadConfig()`
  const rows = [['the Vite plugin', cpu(`await import(${dist('plugin/vite.js')})`)]]
  rows.push([
    'with unplugin alone',
    cpu(`await import(${JSON.stringify(fileURLToPath(import.meta.resolve('unplugin')))})`),
  ])
  rows.push(['plugin and a config in JSON, with its schema', cpu(`await import(${dist('plugin/vite.js')}); ${load}`)])
  rmSync(join(folder, 'bpf-linker.config.json'))
  writeFileSync(
    join(folder, 'bpf-linker.config.ts'),
    "export default { objects: { agent: { inputs: 'bpf/*.bpf.c' } } }\n",
  )
  rows.push(['plugin and a config in TypeScript', cpu(`await import(${dist('plugin/vite.js')}); ${load}`)])
  printTable('Imports (CPU)', rows)
}
