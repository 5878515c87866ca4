// Types of an object with 2,000 types: how long they take to generate, and how large they are.
//
//     node bench/types.mjs
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { generateModule } from '../dist/codegen/generate.js'
import { layoutOfLink } from '../dist/codegen/layout_hash.js'
import { moduleText } from '../dist/codegen/module.js'
import { link } from '../dist/index.js'
import { ms, printTable, quickest, ratio } from './lib/measure.mjs'
import { manyTypes } from './lib/type_inputs.mjs'

const TYPES = 2000
const ROUNDS = 15
const FORMS = ['declarations', 'typescript', 'javascript']
const self = fileURLToPath(import.meta.url)

if (process.argv[2] === '--once') {
  // In a process of its own: the first time, when the engine has compiled nothing yet.
  const object = JSON.parse(readFileSync(process.argv[3], 'utf8'))
  console.log(JSON.stringify(generate(object, process.argv[4])))
} else {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-types-'))
  try {
    await main(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function main(folder) {
  const elf = join(folder, 'types.bpf.o')
  const inputs = [{ name: 'types.bpf.c', text: manyTypes(TYPES) }]
  const linked = await link({ inputs, outFile: elf, inspect: { types: true } })
  const object = { info: linked.info, layout: layoutOfLink(linked, { types: {}, shared: true }) }
  const file = join(folder, 'info.json')
  writeFileSync(file, JSON.stringify(object))

  const node = quickest(() => spawnSync(process.execPath, ['-e', '0']), ROUNDS)
  const rows = FORMS.flatMap((form) => {
    const first = quickestOf(Array.from({ length: ROUNDS }, () => once(file, form)))
    const again = quickestOf(Array.from({ length: ROUNDS }, () => generate(object, form)))
    return [
      [`${form}: the first time in a process`, `${ms(first)}, ${ratio(first, node)} node -e 0`],
      [`${form}: again`, `${ms(again)}, ${ratio(again, node)} node -e 0`],
      [`${form}: bytes`, sizeOf(object, form)],
    ]
  })
  const bpftool = quickest(() => spawnSync('bpftool', ['btf', 'dump', 'file', elf, 'format', 'c']), ROUNDS)
  const { btf } = linked.info
  printTable(`generate the types of an object of ${btf.typeCount} types, of them ${btf.kinds.struct} structs`, [
    ...rows,
    ['bpftool btf dump format c', `${ms(bpftool)}, ${ratio(bpftool, node)} node -e 0`],
    ['node -e 0', ms(node)],
  ])
}

/** Milliseconds of generating a module's text. */
function generate({ info, layout }, form) {
  const start = process.hrtime.bigint()
  const text = textOf({ info, layout }, form)
  if (!/\bs1\b/.test(text)) throw new Error('the types are not in the text')
  return Number(process.hrtime.bigint() - start) / 1e6
}

function textOf({ info, layout }, form) {
  return moduleText(generateModule(info, { of: 'types.bpf.c', layout, forms: [form] }), form)
}

function once(file, form) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [self, '--once', file, form], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Other work on the machine only adds. */
function quickestOf(runs) {
  return Math.min(...runs)
}

function sizeOf(object, form) {
  const text = textOf(object, form)
  return `${text.length}, gzip ${gzipSync(text, { level: 9 }).byteLength}`
}
