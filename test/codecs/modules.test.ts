/** Generated modules with their codecs: right for `tsc` at its strictest, and each wrong use the error that it should be. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateModule } from '../../src/codegen/generate.ts'
import { layoutOfLink } from '../../src/codegen/layout_hash.ts'
import { moduleText } from '../../src/codegen/module.ts'
import type { ShapeOptions } from '../../src/codegen/shape.ts'
import { link } from '../../src/index.ts'
import type { EventSettings } from '../../src/settings/object.ts'
import { buildCommand } from '../support/command.ts'
import { compileCases, source } from './data_section.ts'
import { randomCases } from './suite.ts'

const repository = path.resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-modules-'))
beforeAll(() => {
  // `bpf-linker/runtime`, as users have it.
  buildCommand()
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
  mkdirSync(path.join(folder, 'node_modules'))
  symlinkSync(repository, path.join(folder, 'node_modules/bpf-linker'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What tsc says of a file, or of several. */
function tsc(files: Record<string, string>): string[] {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  const flags =
    '--noEmit --strict --noUnusedLocals --noUnusedParameters --noUncheckedIndexedAccess --verbatimModuleSyntax'
  const more = '--exactOptionalPropertyTypes --noImplicitOverride --noImplicitReturns --erasableSyntaxOnly'
  const modules = '--module nodenext --target es2023 --allowImportingTsExtensions --ignoreConfig --types'
  const args = [...`${flags} ${more} ${modules}`.split(' '), '', ...Object.keys(files)]
  const { stdout } = spawnSync(process.execPath, [path.join(repository, 'node_modules/typescript/bin/tsc'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return stdout.split('\n').filter((line) => line !== '')
}

describe('a module of random types', () => {
  it.each<[number, 'bpfel' | 'bpfeb', ShapeOptions]>([
    [21, 'bpfel', {}],
    [22, 'bpfeb', { integers: 'number', strings: 'bytes' }],
  ])('is right for tsc: seed %i, %s, %o', async (seed, target, options) => {
    const { types, cases } = randomCases(seed)
    const few = cases.filter((_, i) => i % 8 === 0)
    const { info } = await compileCases(path.join(folder, 'random'), source(types, few), few, target)
    const module = generateModule(info, { of: 'random', ...options })
    expect(tsc({ 'random.ts': moduleText(module, 'typescript') })).toEqual([])
    const names = (text: string) => [...text.matchAll(/^export (?:declare )?const (\w+)/gm)].map(([, name]) => name)
    const [javascript, declarations] = [moduleText(module, 'javascript'), moduleText(module, 'declarations')]
    expect(names(javascript)).toEqual(names(declarations))
    expect(names(javascript).length).toBeGreaterThan(60)
  })
})

const SOURCE = `
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
enum kind { EXEC, EXIT = 7 };
struct exec { enum kind kind; int pid; char file[8]; };
struct exit { enum kind kind; union { int code; unsigned char raw[4]; }; };
const struct exec *unused_exec;
const struct exit *unused_exit;
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, enum kind); __type(value, struct exit); } last SEC(".maps");
const volatile __u64 target = 1;
SEC("xdp") int prog(void *ctx) {
  enum kind kind = target;
  void *event = bpf_ringbuf_reserve(&rb, 16, 0);
  if (event) bpf_ringbuf_submit(event, 0);
  return bpf_map_lookup_elem(&last, &kind) != 0;
}
char LICENSE[] SEC("license") = "GPL";
`
const events: EventSettings = { types: { rb: { tag: 'kind', of: { EXEC: 'exec', 7: 'exit' } } }, shared: false }

const USE = `
import { assertLayout, type Decoded, decode, encode, withRodata } from 'bpf-linker/runtime'
import { events, exit, kind, layout, mapCodecs, type VariableTypes, variableCodecs, variables } from './probe.ts'

export function text(bytes: Uint8Array): string {
  const event = decode(bytes, events.rb)
  if (event.kind === kind.EXEC) return event.file
  const code: number = event.code
  return String(code + event.raw.length)
}
export const rest = (event: Decoded<typeof events.rb>): never => {
  switch (event.kind) {
    case 0:
    case 7:
      throw new Error(String(event.kind))
    default:
      return event
  }
}
export const written: Uint8Array[] = [
  encode({ kind: 7, code: 1 }, exit),
  encode({ kind: 0, pid: 1, file: 'sh' }, events.rb),
  encode({ kind: 7, raw: new Uint8Array(4) }, events.rb),
  encode(kind.EXIT, mapCodecs.last.key),
  encode(decode(new Uint8Array(8), mapCodecs.last.value), mapCodecs.last.value),
]
export const target: bigint = decode(written[0]!, variableCodecs.target, variables.target.offset)
assertLayout(withRodata<VariableTypes>(written[0]!, { target: 42n }), layout)
`

describe('the module of an object', async () => {
  const linked = await link({ inputs: [{ name: 'probe.bpf.c', text: SOURCE }], inspect: { types: true } })
  const layout = layoutOfLink(linked, events)
  const module = generateModule(linked.info, { of: 'probe', events, layout })
  const text = moduleText(module, 'typescript')

  it('can be used', () => {
    expect(tsc({ 'probe.ts': text, 'use.ts': USE })).toEqual([])
  })

  it.each<[string, RegExp, string, RegExp]>([
    ['a member of another event', /event\.file/, 'event.code', /TS2339: Property 'code' does not exist/],
    ['a misspelt buffer', /events\.rb\)\n {2}if/, 'events.br)\n  if', /TS2339: Property 'br' does not exist/],
    ['a map that is no buffer', /events\.rb\)\n {2}if/, 'events.last)\n  if', /TS2339: Property 'last' does not exist/],
    ['a kind that is none', / {4}case 0:/, '    case 5:', /TS2678: Type '5' is not comparable/],
    ['a kind that is left out', / {4}case 7:\n/, '', /TS2322: Type .* is not assignable to type 'never'/],
    ['a missing member', /, file: 'sh'/, '', /TS2345: .*is not assignable/],
    ['text for a number', /pid: 1/, "pid: '1'", /TS2322: Type 'string' is not assignable to type 'number'/],
    ['no alternative of a union', /kind: 7, code: 1/, 'kind: 7', /TS2345: .*is not assignable/],
    ['no alternative of a tagged one', /kind: 7, raw: new Uint8Array\(4\)/, 'kind: 7', /TS2345: .*is not assignable/],
    ['a key of another enum', /kind\.EXIT, map/, '5, map', /TS2345: Argument of type '5'/],
    ['a misspelt variable', /target: 42n/, 'targte: 42n', /TS2561: .*'targte' does not exist/],
    ['a number for 64 bits', /target: 42n/, 'target: 42', /TS2322: Type 'number' is not assignable to type 'bigint'/],
  ])('refuses %s', (_, found, wrong, error) => {
    expect(USE).toMatch(found)
    expect(tsc({ 'probe.ts': text, 'use.ts': USE.replace(found, wrong) }).join('\n')).toMatch(error)
  })

  it('has the layout of the object', () => {
    expect(layout?.events).toEqual(['exec', 'exit'])
    expect(Object.keys(layout?.parts ?? {})).toContain('type exec')
    expect(text).toContain(`hash: '${layout?.hash}'`)
  })
})
