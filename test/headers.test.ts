/** The headers inside: which releases they are of, and what programs can say with them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { link } from '../src/index.ts'
import { findNative } from '../src/link/native.ts'
import { nativeContents } from '../src/link/version_line.ts'

const cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-headers-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** Iterators, TCX and arenas: libbpf 1.2 and Linux 6.4, 6.6 and 6.9 declare them. */
writeFileSync(
  path.join(cwd, 'new.bpf.c'),
  `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARENA);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
} arena SEC(".maps");

int sum;

SEC("tcx/ingress") int count(struct __sk_buff *skb)
{
  int i;
  bpf_for(i, 0, 10) sum += i;
  bpf_repeat(3) sum++;
  return bpf_map_lookup_elem(&arena, &sum) ? TCX_DROP : TCX_PASS;
}

char LICENSE[] SEC("license") = "GPL";
`,
)

it('programs can say what new kernels have', async () => {
  const { info } = await link({ cwd, inputs: ['new.bpf.c'], profile: 'linux-6.12', inspect: { types: true } })
  expect(info.programs).toMatchObject([{ name: 'count', section: 'tcx/ingress' }])
  expect(info.maps).toMatchObject([{ name: 'arena' }])
  expect(info.externs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['bpf_iter_num_new', 'bpf_iter_num_next', 'bpf_iter_num_destroy']),
  )
})

it('the version tells the releases that are there', async () => {
  const { executable, headerDirectory } = findNative()
  const defined = (file: string, name: string) =>
    new RegExp(`^#define ${name} +(\\d+)$`, 'm').exec(readFileSync(path.join(headerDirectory, file), 'utf8'))?.[1]
  const libbpf = ['MAJOR', 'MINOR'].map((part) => defined('libbpf/bpf/libbpf_version.h', `LIBBPF_${part}_VERSION`))
  const linux = ['VERSION_MAJOR', 'VERSION_PATCHLEVEL', 'VERSION_SUBLEVEL'].map((part) =>
    defined('linux/linux/version.h', `LINUX_${part}`),
  )
  const { headers } = await nativeContents(executable)
  expect(headers).toEqual({ libbpf: libbpf.join('.'), linux: linux.join('.') })
})
