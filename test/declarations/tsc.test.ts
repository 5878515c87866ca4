/** The generated files in the hands of `tsc`: right uses compile, each wrong one is the error that it should be. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from '../../src/index.ts'
import { buildCommand } from '../support/command.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const SOURCE = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum kind { EXEC, EXIT = 7 };
struct point { __u32 x, y; };
struct event {
  __u64 time; __u32 pid; enum kind kind; char comm[16]; __u8 raw[4];
  union { __s32 code; struct { __u16 signal, flags; }; };
  struct point path[2];
  _Bool seen;
};
union address { __u32 word; __u8 bytes[4]; };

struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, struct point); __type(value, struct event); } counts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");

const volatile __u64 target = 1;
union address last;

SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx) {
  struct point key = {1, target};
  struct event *event = bpf_map_lookup_elem(&counts, &key);
  if (event) last.word = event->code;
  void *slot = bpf_ringbuf_reserve(&events, 8, 0);
  if (slot) bpf_ringbuf_submit(slot, 0);
  return 0;
}
SEC("xdp") int count(struct xdp_md *ctx) { return XDP_PASS; }
char LICENSE[] SEC("license") = "GPL";
`

/** By the form of the file, how it is imported. */
const FORMS = {
  'beside the source': './probe.bpf.c',
  'a module': './probe.bpf.ts',
  'a virtual import': 'virtual:bpf-linker/probe',
} as const

const RIGHT = `
import { kind, maps, programs, variables } from '%'
import type { event, event_input, MapName, MapTypes, point, ProgramName, VariableName, VariableTypes } from '%'

export const section: 'tp/sched/sched_process_exec' = programs.on_exec.section
export const type: 'BPF_PROG_TYPE_XDP' = programs.count.type
export const kernel: string = programs.count.kernel
export const size: 8 = maps.counts.keySize
export const place: ['.rodata', 0, 8] = [variables.target.section, variables.target.offset, variables.target.size]
export const names: [ProgramName[], MapName[], VariableName[]] = [['on_exec', 'count'], ['counts', 'events'], ['target', 'last']]
export const name: MapName = Object.keys(maps)[0] as keyof typeof maps
export const key: MapTypes['counts']['key'] = { x: 1, y: 2 }
export const value: VariableTypes['target'] = 5n

export function text(event: MapTypes['counts']['value']): string {
  const time: bigint = event.time
  const [first]: point[] = event.path
  if (event.kind === kind.EXIT) return event.comm + event.code + event.signal
  const exec: 0 = event.kind
  return String([time, first?.x, exec, event.raw.byteLength, event.seen])
}

export const whole: event_input = {
  time: 1n, pid: 2, kind: 7, comm: 'sh', raw: new Uint8Array(4), path: [], seen: true, signal: 1, flags: 2,
}
export const read = (event: event): event_input => event
`

/** The wrong line, and what tsc has to say. */
const WRONG: [string, string, RegExp][] = [
  ['a misspelt program', `programs.on_exce`, /TS2551.*'on_exce' does not exist.*Did you mean 'on_exec'/],
  ['a misspelt map', `maps.cuonts`, /TS2551.*'cuonts'.*Did you mean 'counts'/],
  ['a misspelt variable', `variables.tarqet`, /TS2551.*Did you mean 'target'/],
  ['a name that no program has', `const n: ProgramName = 'on_exce'`, /TS2820.*"on_exce".*Did you mean '"on_exec"'/],
  ['the section of another program', `const s: 'xdp' = programs.on_exec.section`, /TS2322.*sched_process_exec/],
  ['a size that the map has not', `const s: 4 = maps.counts.keySize`, /TS2322.*'8' is not assignable to type '4'/],
  [
    'a key of another type',
    `const k: MapTypes['counts']['key'] = 7`,
    /TS2322.*'number' is not assignable to type 'point'/,
  ],
  ['a key with a member missing', `const k: MapTypes['counts']['key'] = { x: 1 }`, /TS2741.*'y' is missing/],
  ['a member that the struct has not', `(e: event) => e.ppid`, /TS2551.*'ppid'.*Did you mean 'pid'/],
  ['a member of another type', `(e: event): number => e.time`, /TS2322.*'bigint' is not assignable to type 'number'/],
  ['a value that the enum has not', `const k: kind = 3`, /TS2322.*'3' is not assignable to type 'kind'/],
  ['a case that cannot be', `(e: event) => e.kind === 3`, /TS2367/],
  ['a map without values', `const v: MapTypes['events']['value'] = 1`, /TS2322.*'undefined'/],
  ['writing a member of a union that was read', `(e: event) => { e.code = 1 }`, /TS2540.*'code'/],
  ['no member of a union', `const a: address_input = {}`, /TS2322.*'address_input'/],
  ['a constant changed', `maps.counts.flags = 1`, /TS2540.*'flags'/],
]

let cwd: string
let errors: Map<string, string[]>

beforeAll(async () => {
  buildCommand()
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-tsc-'))
  mkdirSync(path.join(cwd, 'node_modules'))
  symlinkSync(repository, path.join(cwd, 'node_modules/bpf-linker'))
  const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text)
  write('probe.bpf.c', SOURCE)
  const inputs = ['probe.bpf.c']
  for (const types of [true, { outDir: '.', virtual: true }]) {
    await build({ cwd, config: { profile: 'linux-5.10', types, outDir: 'out', objects: { probe: { inputs } } } })
  }
  for (const [form, specifier] of Object.entries(FORMS)) {
    const file = form.replaceAll(' ', '-')
    write(`${file}-right.ts`, RIGHT.replaceAll('%', specifier))
    const names = 'kind, maps, programs, variables, type event, type address_input, type MapTypes, type ProgramName'
    const lines = WRONG.map(([, code]) => `{ ${/^(const|maps)/.test(code) ? code : `void (${code})`} }`)
    write(`${file}-wrong.ts`, [`import { ${names} } from '${specifier}'`, ...lines, 'void kind', ''].join('\n'))
  }
  const options = {
    ...{ target: 'es2023', lib: ['es2023'], types: [], strict: true, noUncheckedIndexedAccess: true, noEmit: true },
    ...{ module: 'nodenext', allowArbitraryExtensions: true, allowImportingTsExtensions: true },
    ...{ verbatimModuleSyntax: true, isolatedModules: true, skipLibCheck: false },
  }
  write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['*.ts'] }))
  write('package.json', '{ "type": "module" }')
  errors = compile()
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** What tsc says, by `file:line`. */
function compile(project = '.'): Map<string, string[]> {
  const tsc = path.join(repository, 'node_modules/typescript/bin/tsc')
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project, '--pretty', 'false'], {
    cwd,
    encoding: 'utf8',
  })
  if (stderr !== '') throw new Error(stderr)
  const found = new Map<string, string[]>()
  let last: string[] = []
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [, file, row, message] = /^([^(\s]+)\((\d+),\d+\): error (.*)$/.exec(line) ?? []
    // Further lines explain the one before.
    if (file === undefined) {
      last.push(`${last.pop()} ${line.trim()}`)
      continue
    }
    last = found.get(`${file}:${row}`) ?? []
    found.set(`${file}:${row}`, last)
    last.push(message ?? '')
  }
  return found
}

describe.each(Object.keys(FORMS))('%s', (form) => {
  const file = form.replaceAll(' ', '-')

  test('right uses compile', () => {
    const others = [...errors].filter(([place]) => !place.includes('-wrong.ts'))
    expect(others).toEqual([])
  })

  test.each(WRONG.map(([what, , message], index) => ({ what, message, line: index + 2 })))(
    '$what',
    ({ message, line }) => {
      const said = errors.get(`${file}-wrong.ts:${line}`) ?? []
      expect(said).toHaveLength(1)
      expect(said[0]).toMatch(message)
    },
  )
})

test('the ambient types of bpf-linker/client stay for what has no file', () => {
  const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text)
  write('src.bpf.c', SOURCE)
  write(
    'ambient.mts',
    `import bytes, { programs } from './probe.bpf.c'
import url from './probe.bpf.c?url'
import plain from './src.bpf.c'
export const all: [Uint8Array<ArrayBuffer>, 'xdp', string, Uint8Array<ArrayBuffer>] = [bytes, programs.count.section, url, plain]
export const wrong: 'xyz' = programs.count.section
`,
  )
  const compilerOptions = { types: ['bpf-linker/client'], skipLibCheck: true }
  write(
    'ambient.json',
    JSON.stringify({ extends: './tsconfig.json', compilerOptions, include: [], files: ['ambient.mts'] }),
  )
  expect([...compile('ambient.json')]).toEqual([['ambient.mts:5', [expect.stringMatching(/TS2322.*"xdp"/)]]])
})

test('what the object no longer has is an error where it is used', async () => {
  const changed = SOURCE.replace('__u32 pid;', '__u64 tgid;').replace('int on_exec(', 'int exec(')
  writeFileSync(path.join(cwd, 'probe.bpf.c'), changed)
  await build({
    cwd,
    config: { profile: 'linux-5.10', types: true, outDir: 'out', objects: { probe: { inputs: ['probe.bpf.c'] } } },
  })
  const said = [...compile()].flatMap(([place, messages]) =>
    place.startsWith('beside-the-source-right') ? messages : [],
  )
  expect(said.join('\n')).toMatch(/'on_exec' does not exist/)
  expect(said.join('\n')).toMatch(/'pid' does not exist in type/)
})
