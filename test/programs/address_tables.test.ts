/** Addresses in data are relocations that no loader applies: read by index they become code, else they are an error. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import { whyNoLoading } from '../corpus/load.ts'
import { runOnPackets } from '../support/test_run.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-addresses-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const noLoading = whyNoLoading()

let count = 0
function build(declarations: string, body: string) {
  const source = join(folder, `p${count++}.bpf.c`)
  writeFileSync(
    source,
    `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char _license[] SEC("license") = "GPL";
${declarations}
SEC("xdp") int prog(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	if (data + 14 > end)
		return 0;
	unsigned int i = *(unsigned char *)data;
	${body}
}
`,
  )
  return link({ inputs: [source], cpu: 'v3' })
}

const packets = [0, 1, 2, 3].map((first) => Uint8Array.of(first, ...new Array<number>(63).fill(0)))

describe('a table that is read by index', () => {
  const cases: [string, string, string, number[]][] = [
    [
      'of strings',
      'static const char *const names[] = {"ape", "bee", "cow", "dog"};',
      'return names[i & 3][0];',
      [97, 98, 99, 100],
    ],
    [
      'of structs',
      'static const struct { const char *name; int legs; } animals[] = {{"ape", 2}, {"bee", 6}, {"cow", 4}, {"dog", 4}};',
      'return animals[i & 3].name[1] + animals[i & 3].legs;',
      [114, 107, 115, 115],
    ],
    [
      'of tables',
      'static const int a[] = {1, 2}, b[] = {3, 4}; static const int *const both[] = {a, b};',
      'return both[i & 1][(i >> 1) & 1];',
      [1, 3, 2, 4],
    ],
    [
      'with holes',
      'static const char *const names[] = {[1] = "bee", [3] = "dog"};',
      'const char *n = names[i & 3]; asm volatile("" : "+r"(n)); return n ? n[0] : 1;',
      [1, 98, 1, 100],
    ],
    ['at one place', 'static const char *const names[] = {"ape", "bee"};', 'return names[1][2];', [101, 101, 101, 101]],
    [
      'that a switch stands for',
      'static const char *name(int i) { switch (i) { case 0: return "ape"; case 1: return "bee"; case 2: return "cow"; case 3: return "dog"; default: return "elk"; } }',
      'return name(i)[0];',
      [97, 98, 99, 100],
    ],
    [
      'of variables',
      'static int x = 5, y = 6; static int *const all[] = {&x, &y};',
      'return *all[i & 1];',
      [5, 6, 5, 6],
    ],
  ]
  it.each(cases)('%s', async (_name, declarations, body, results) => {
    const { bytes, info } = await build(declarations, body)
    expect(
      info.sections.map(({ name }) => name).filter((name) => name.startsWith('.rel.') && !name.startsWith('.rel.BTF')),
    ).toEqual([])
    if (noLoading !== undefined) return
    expect(runOnPackets(bytes, 'prog', packets).map(({ result }) => result)).toEqual(results)
  })
})

describe('what cannot be code', () => {
  it.each([
    [
      'a variable',
      'int x; int *p = &x;',
      'return *p;',
      "'prog' uses 'p' (.data), which holds addresses",
      'make it const',
    ],
    [
      'a constant whose address is wanted',
      'static const char *const names[] = {"ape", "bee"};',
      'const char *copy[2]; bpf_probe_read_kernel(copy, sizeof copy, names); return copy[0] != 0;',
      "'prog' uses 'names' (.rodata), which holds addresses",
      'char names[4][16]',
    ],
  ])('%s', async (_name, declarations, body, message, hint) => {
    const problem = await build(declarations, body).catch((error: unknown) => error)
    expect(problem).toMatchObject({
      code: 'CODEGEN_ERROR',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
  })

  it.each([
    ['uses it', 'static int x; static int *p = &x;', 'return 2;'],
    ['reads the address', 'int x; struct { int *p; int n; } s = { &x, 2 };', 'return s.n;'],
    ['reads what was there first', 'int x, *p = &x;', 'p = &x; return x;'],
  ])('is no matter where no code %s', async (_name, declarations, body) => {
    const { info } = await build(declarations, body)
    expect(info.programs.map(({ name }) => name)).toEqual(['prog'])
  })
})
