/** What becomes static because nobody exports it, as the linker mode of the executable and the API tell it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspect, link } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-exports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const source = join(folder, 'probe.c')

beforeAll(() => {
  writeFileSync(
    source,
    `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, int);
  __type(value, int);
} counts SEC(".maps");
char _license[] SEC("license") = "GPL";
int limit = 3;
__attribute__((noinline)) int helper(int *value) { return value ? *value : limit; }
SEC("xdp") int first(struct xdp_md *ctx) { int key = 0; return helper(bpf_map_lookup_elem(&counts, &key)); }
SEC("xdp") int second(struct xdp_md *ctx) { return 1; }
`,
  )
})

describe('the executable', () => {
  const run = (...args: string[]) =>
    spawnSync(nativePath(), [...args, '-o', join(folder, 'probe.o'), source], { encoding: 'utf8' })

  it('names the flag for each map and program', () => {
    const { status, stderr } = run('--btf', '--export', 'first,_license')
    expect(status).toBe(0)
    expect(stderr).toContain("warning: map 'counts' becomes static")
    expect(stderr).toContain('--export counts')
    expect(stderr).toContain("warning: program 'second' becomes static")
    expect(stderr.match(/EXPORT_OMITTED/g)).toHaveLength(2)
    expect(stderr).toContain('probe.c:8:')
  })

  it('says nothing when all are there, or no BTF, or no list', () => {
    expect(run('--btf', '--export', 'first,second,counts').stderr).toBe('')
    expect(run('--export', 'first').stderr).toBe('')
    expect(run('--btf').stderr).toBe('')
  })
})

describe('--export-symbols', () => {
  const list = join(folder, 'symbols')
  const run = (text: string, ...args: string[]) => {
    writeFileSync(list, text)
    const flags = ['--export-symbols', list, '-o', join(folder, 'probe.o'), ...args]
    return spawnSync(nativePath(), [...flags, source], { encoding: 'utf8' })
  }
  const visible = async () =>
    (await inspect(join(folder, 'probe.o'))).programs
      .filter(({ binding }) => binding === 'global')
      .map(({ name }) => name)

  it('passes over names that no input defines, whoever calls it', async () => {
    expect(run('first\nnothing\n\n_license\nbpf_trace_printk\n')).toMatchObject({ status: 0, stderr: '' })
    expect(await visible()).toEqual(['first'])
  })

  it('but not those of --export', () => {
    const { status, stderr } = run('first\nnothing\n', '--export', 'secnd')
    expect([status, stderr.match(/EXPORT_UNKNOWN/g)]).toEqual([1, ['EXPORT_UNKNOWN']])
    expect(stderr).toContain("did you mean 'second'?")
  })

  it('takes globs, as --export does', async () => {
    expect(run('fir*\nnothing*\n_license\n')).toMatchObject({ status: 0, stderr: '' })
    expect(await visible()).toEqual(['first'])
  })
})

describe('the API', () => {
  it("exports: 'auto' tells what it chose", async () => {
    const { exports, diagnostics } = await link({ inputs: [source] })
    expect(exports).toEqual(['_license', 'counts', 'first', 'helper', 'limit', 'second'])
    expect(diagnostics).toEqual([])
  })

  it('warns where a list leaves out a map', async () => {
    const { exports, diagnostics } = await link({ inputs: [source], exports: ['first', 'second'] })
    expect(exports).toEqual(['first', 'second'])
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'EXPORT_OMITTED', symbol: 'counts', line: 8 }])
  })
})
