// Codecs: events per second of the generated code, beside a reader of the same struct by hand and beside one that
// interprets BTF.
//
//     node scripts/setup.mjs --tests && node bench/codecs.mjs
//
// What the figures mean and what they were: bench/README.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { generateModule } from '../dist/codegen/generate.js'
import { moduleText } from '../dist/codegen/module.js'
import { shapeOf } from '../dist/codegen/shape.js'
import { link } from '../dist/index.js'
import { fieldsOf } from '../dist/object/btf_fields.js'
import { btfGraph } from '../dist/object/btf_graph.js'
import * as runtime from '../dist/runtime/index.js'
import { median, ms, printTable, ratio } from './lib/measure.mjs'

const HEAD = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
`
const EVENT = `struct event {
  __u64 time; __u32 pid, tgid; __u32 kind; __s32 code; __u64 cgroup; __u16 port; __u8 family; _Bool ok; __u8 address[4];
  char comm[16]; unsigned flags : 5, level : 3;
};
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __type(value, struct event); } rb SEC(".maps");
SEC("xdp") int prog(void *ctx) { void *slot = bpf_ringbuf_reserve(&rb, 64, 0); if (slot) bpf_ringbuf_submit(slot, 0); return 1; }
`
const EVENTS = 100_000

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-bench-'))
async function events() {
  const { info } = await link({ inputs: [{ name: 'a.bpf.c', text: HEAD + EVENT }], inspect: { types: true } })
  const { event } = await load(generateModule(info, { of: 'bench' }))
  const graph = btfGraph(info)
  const id = graph.types.findIndex((type) => type.name === 'event')

  const [view, bytes] = recorded(event)
  const check = JSON.stringify(plain(runtime.decode(view, event)))
  for (const read of [byHand, (from, at) => interpret(graph, id, from, at)]) {
    if (JSON.stringify(plain(read(view, 0))) !== check)
      throw new Error(`readers disagree: ${JSON.stringify(plain(read(view, 0)))}`)
  }
  const value = runtime.decode(view, event)
  const sides = {
    generated: () => each((at) => runtime.decode(view, event, at)),
    hand: () => each((at) => byHand(view, at)),
    interpreting: () => each((at) => interpret(graph, id, view, at)),
    records: () => each((at) => runtime.decode(bytes.subarray(at, at + event.size), event)),
    written: () => each((at) => runtime.encodeInto(view, value, event, at)),
  }
  const cost = cpuInTurns(sides)
  const rate = (side) => `${((EVENTS / cost[side]) * 1000).toExponential(1)} events each second of CPU`
  printTable(`Events of ${event.size} bytes, ${graph.types[id].members.length} members`, [
    ['generated', rate('generated')],
    ['a million of them', `${ms((cost.generated * 1e6) / EVENTS)} of CPU`],
    ['by hand, beside it', ratio(cost.hand, cost.generated)],
    ['interpreting, beside it', ratio(cost.interpreting, cost.generated)],
    ['generated, each record a Uint8Array, beside it', ratio(cost.records, cost.generated)],
    ['generated, written, beside read', ratio(cost.written, cost.generated)],
  ])
}

/** CPU of each side, in turns; medians. */
function cpuInTurns(sides, rounds = 15) {
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]))
  for (let round = 0; round < rounds + 2; round++) {
    for (const [name, run] of Object.entries(sides)) {
      const start = process.cpuUsage()
      run()
      const { user, system } = process.cpuUsage(start)
      if (round > 1) samples[name].push((user + system) / 1000)
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]))
}

/** The last one is given back, so that none is left out. */
function each(read) {
  let last
  for (let i = 0; i < EVENTS; i++) last = read((i % 1000) * 64)
  return last
}

function recorded(event) {
  const bytes = new Uint8Array(1000 * event.size)
  for (let i = 0; i < 1000; i++) {
    const value = { time: BigInt(i) << 20n, pid: i, tgid: i, kind: i % 3, code: -i, cgroup: 99n, port: i, family: 2 }
    const rest = {
      ok: i % 2 === 0,
      address: Uint8Array.of(10, 0, 0, i % 256),
      comm: `worker-${i}`,
      flags: i % 32,
      level: i % 8,
    }
    runtime.encodeInto(bytes, { ...value, ...rest }, event, i * event.size)
  }
  return [new DataView(bytes.buffer), bytes]
}

/** What one would write who knows the layout. */
function byHand(view, at) {
  const bits = view.getUint8(at + 60)
  return {
    time: view.getBigUint64(at, true),
    pid: view.getUint32(at + 8, true),
    tgid: view.getUint32(at + 12, true),
    kind: view.getUint32(at + 16, true),
    code: view.getInt32(at + 20, true),
    cgroup: view.getBigUint64(at + 24, true),
    port: view.getUint16(at + 32, true),
    family: view.getUint8(at + 34),
    ok: view.getUint8(at + 35) !== 0,
    address: new Uint8Array(view.buffer, view.byteOffset + at + 36, 4).slice(),
    comm: textOf(view, at + 40),
    flags: bits & 31,
    level: bits >>> 5,
  }
}

const decoder = new TextDecoder()
function textOf(view, at) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, 16)
  const end = bytes.indexOf(0)
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end))
}

/** Goes through the fields of BTF for each event; they are looked up once. */
const known = new Map()
function interpret(graph, id, view, at) {
  let fields = known.get(id)
  if (fields === undefined) {
    fields = fieldsOf(graph, id).map((field) => ({ ...field, shape: shapeOf(graph, field.type, {}, field.bitSize) }))
    known.set(id, fields)
  }
  const value = {}
  for (const { name, shape, bitOffset, bitSize } of fields) {
    const from = at + (bitOffset >>> 3)
    value[name] = bitSize === undefined ? interpretShape(shape, view, from) : bitsOf(view, from, bitOffset & 7, bitSize)
  }
  return value
}

function interpretShape(shape, view, at) {
  switch (shape.kind) {
    case 'int':
      if (shape.bytes === 8) return shape.signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true)
      if (shape.bytes === 4) return shape.signed ? view.getInt32(at, true) : view.getUint32(at, true)
      if (shape.bytes === 2) return shape.signed ? view.getInt16(at, true) : view.getUint16(at, true)
      return shape.signed ? view.getInt8(at) : view.getUint8(at)
    case 'bool':
      return view.getUint8(at) !== 0
    case 'string':
      return textOf(view, at)
    case 'bytes':
      return new Uint8Array(view.buffer, view.byteOffset + at, shape.bytes).slice()
    default:
      throw new Error(`interpret: ${shape.kind}`)
  }
}

function bitsOf(view, at, shift, size) {
  return (view.getUint8(at) >>> shift) & (2 ** size - 1)
}

function plain(value) {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
}

async function load(module) {
  const file = join(folder, 'bench.mjs')
  const address = new URL('../dist/runtime/index.js', import.meta.url).href
  writeFileSync(file, moduleText(module, 'javascript').replaceAll("'bpf-linker/runtime'", `'${address}'`))
  return import(pathToFileURL(file).href)
}

async function sizes() {
  const { info } = await link({ inputs: [{ name: 'a.bpf.c', text: HEAD + EVENT }], inspect: { types: true } })
  const runtimePath = new URL('../dist/runtime/index.js', import.meta.url).pathname
  const bundled = async (contents) => {
    const { outputFiles } = await build({
      stdin: { contents: contents.replaceAll("'bpf-linker/runtime'", `'${runtimePath}'`), resolveDir: folder },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
    })
    return outputFiles[0].contents
  }
  const text = moduleText(generateModule(info, { of: 'bench' }), 'javascript')
  writeFileSync(join(folder, 'module.mjs'), text.replaceAll("'bpf-linker/runtime'", `'${runtimePath}'`))
  const [whole, reader] = await Promise.all([
    bundled("export * from 'bpf-linker/runtime'"),
    bundled(
      "import { event } from './module.mjs'; import { decode } from 'bpf-linker/runtime'; globalThis.read = (b) => decode(b, event)",
    ),
  ])
  const many = await manyTypes()
  const say = (bytes) => `${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} in gzip`
  printTable('Size, minified', [
    ['the runtime, whole', say(whole)],
    ['what reads that event, runtime included', say(reader)],
    [
      `codecs of ${many.count} structs`,
      `${(many.bytes / many.count).toFixed(0)} bytes each before minifying; made in ${ms(many.time)} of CPU`,
    ],
  ])
}

/** An object of many structs, each with ten members. */
async function manyTypes(count = 2000) {
  const members = Array.from({ length: 10 }, (_, i) =>
    ['int a%;', 'char b%[8];', 'unsigned c% : 5;', 'unsigned long d%;'][i % 4].replace('%', i),
  )
  const types = Array.from({ length: count }, (_, i) => `struct s${i} { ${members.join(' ')} }; struct s${i} v${i};`)
  const { info } = await link({
    inputs: [{ name: 'many.bpf.c', text: HEAD + types.join('\n') }],
    inspect: { types: true },
  })
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage()
    moduleText(generateModule(info, { of: 'many' }), 'typescript')
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  })
  return { count, time: median(times), bytes: moduleText(generateModule(info, { of: 'many' }), 'javascript').length }
}

try {
  await events()
  await sizes()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
