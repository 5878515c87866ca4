/** Identifiers that are not ASCII: C takes them, the kernel in BTF and in the names of programs and maps does not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import { loadObject, whyNoLoading } from '../corpus/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-identifiers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const noLoading = whyNoLoading()

const USES: [string, string, string][] = [
  ['a struct', 'struct größe { int x; }; struct größe g;', 'g.x'],
  ['a member', 'struct s { int größe; }; struct s g;', 'g.größe'],
  ['a union', 'union größe { int x; long y; }; union größe g;', 'g.x'],
  ['an enum', 'enum größe { KLEIN = 1, GROSS }; enum größe g;', 'g'],
  ['an enumerator', 'enum e { KLEIN = 1, GRÖSSER }; enum e g;', 'g'],
  ['a typedef', 'typedef int größe; größe g;', 'g'],
  ['a variable', 'int zähler;', 'zähler++'],
  ['a static variable', 'static volatile int zähler;', 'zähler++'],
  ['a subprogram', '__attribute__((noinline)) static int zähle(int x) { asm volatile(""); return x; }', 'zähle(1)'],
  ['a parameter', '__attribute__((noinline)) int count(int größe) { asm volatile(""); return größe; }', 'count(1)'],
  [
    'a map',
    'struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long); } zähler SEC(".maps"); int null;',
    'bpf_map_lookup_elem(&zähler, &null) != 0',
  ],
  ['in other scripts', 'struct 大小 { int размер; }; struct 大小 g;', 'g.размер'],
]

it.each(USES)('%s', async (_name, declarations, expression) => {
  const source = join(folder, 'a.bpf.c')
  const object = join(folder, 'a.o')
  writeFileSync(
    source,
    `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char _license[] SEC("license") = "GPL";
${declarations}
SEC("xdp") int prog(struct xdp_md *ctx) { return ${expression}; }
`,
  )
  const { bytes } = await link({ inputs: [source], outFile: object, cpu: 'v3', sourceLines: false })
  // None is left in symbols or types; lines of source, which are text, are left out here.
  expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/[\xc3\xd0\xe5][\x80-\xbf]/)
  if (noLoading === undefined) expect(await loadObject(object)).toEqual({ loaded: true })
})

it('the name of a program', async () => {
  const source = join(folder, 'b.bpf.c')
  const object = join(folder, 'b.o')
  writeFileSync(
    source,
    `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp") int zähle(struct xdp_md *ctx) { return 2; }
`,
  )
  const { info } = await link({ inputs: [source], outFile: object })
  expect(info.programs.map(({ name }) => name)).toEqual(['z_C3__A4_hle'])
  if (noLoading === undefined) expect(await loadObject(object)).toEqual({ loaded: true })
})
