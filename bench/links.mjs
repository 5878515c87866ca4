// Links of several files, beside libbpf's linker and beside LLVM's tools.
//
//     npm run bench:links
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, link } from '../dist/index.js'
import { nativePath } from '../dist/link/native.js'
import { command, cost, ms, printTable, ratio } from './lib/measure.mjs'
import { compileSelftest, filesWithVmlinux, MULTI_FILE } from './lib/selftests.mjs'

const native = nativePath()
const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-'))
const at = (name) => join(folder, name)

try {
  await sizes()
  many()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function sizes() {
  for (const [name, parts] of Object.entries(MULTI_FILE)) {
    const objects = parts.map((part) => compileSelftest(part, 'o', folder))
    const bitcode = parts.map((part) => compileSelftest(part, 'bc', folder))
    const { exports } = await link({ inputs: bitcode, outFile: at('ours.o'), cpu: 'v3' })
    command('bpftool', ['gen', 'object', at('gen.o'), ...objects])
    command('llvm-link-22', [...bitcode, '-o', at('linked.bc')])
    const keep = ['-passes=internalize,default<O2>', `-internalize-public-api-list=${exports.join()}`]
    command('opt-22', [...keep, at('linked.bc'), '-o', at('optimised.bc')])
    command('llc-22', ['-mcpu=v3', '-O3', '-filetype=obj', at('optimised.bc'), '-o', at('llvm.o')])
    const [ours, gen, llvm] = await Promise.all(['ours', 'gen', 'llvm'].map((which) => figures(at(`${which}.o`))))
    const row = (what) => [what, `${ours[what]}   ${gen[what]}   ${llvm[what]}`]
    printTable(`${name} (ours, gen object, llvm-link | opt | llc)`, [
      row('types'),
      row('BTF bytes'),
      row('object bytes'),
      row('instructions'),
    ])
  }
}

async function figures(path) {
  const info = await inspect(readFileSync(path))
  const section = info.sections.find(({ name }) => name === '.BTF')
  const raw = execFileSync('bpftool', ['btf', 'dump', 'file', path, 'format', 'raw'], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  return {
    types: raw.match(/^\[/gm)?.length ?? 0,
    'BTF bytes': section?.size ?? 0,
    'object bytes': statSync(path).size,
    instructions: [...info.programs, ...info.subprograms].reduce((sum, { instructions }) => sum + instructions, 0),
  }
}

function many() {
  const inputs = filesWithVmlinux(150, folder)
  const megabytes = inputs.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6
  const log = at('log')
  const ours = cost(native, [
    '--btf',
    '--cpu',
    'v3',
    '--log-level',
    'debug',
    '--log-file',
    log,
    '-o',
    at('ours.o'),
    ...inputs,
  ])
  const linked = cost('llvm-link-22', [...inputs, '-o', at('linked.bc')])
  const llc = cost('llc-22', ['-mcpu=v3', '-O3', '-filetype=obj', at('linked.bc'), '-o', at('llvm.o')])
  const merge = Number(/merge types: ([\d.]+) ms/.exec(readFileSync(log, 'utf8'))?.[1])
  printTable(`${inputs.length} files with vmlinux.h, ${megabytes.toFixed(0)} MB of bitcode`, [
    ['CPU', `${ms(ours.cpu)}, ${ratio(ours.cpu, linked.cpu + llc.cpu)} llvm-link and llc`],
    ['of it the type merge', ms(merge)],
    [
      'peak memory',
      `${ours.megabytes.toFixed(0)} MiB, ${ratio(ours.megabytes, Math.max(linked.megabytes, llc.megabytes))} theirs`,
    ],
    ['object', `${ratio(statSync(at('ours.o')).size, statSync(at('llvm.o')).size)} theirs`],
  ])
}
