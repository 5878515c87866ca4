import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load_config.ts'
import { layoutOf } from '../runtime/layout.ts'
import { linkAndCheck } from './gate.ts'
import { metaOf, type ObjectMeta } from './meta.ts'

const SOURCE = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u64); };
struct {
  __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
  __uint(max_entries, 4);
  __type(key, __u32);
  __array(values, struct inner);
} outer SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");

const volatile __u32 sample = 1;
extern int LINUX_KERNEL_VERSION __kconfig;

SEC("xdp") int watch(void *ctx) {
  long x = sample + LINUX_KERNEL_VERSION;
  bpf_ringbuf_output(&events, &x, sizeof(x), 0);
  return XDP_PASS;
}
SEC("?kprobe/do_exit") int leave(void *ctx) {
  int zero = 0;
  return bpf_map_lookup_elem(&outer, &zero) != 0;
}
char LICENSE[] SEC("license") = "GPL";
`

async function metaFor(
  profile: 'generic' | 'linux-5.10',
  source = SOURCE,
): Promise<{ meta: ObjectMeta; bytes: Uint8Array }> {
  const { defaults, jobs } = await loadConfig({ config: { profile }, allowEmpty: true })
  const inputs = [{ name: 'watch.bpf.c', bytes: Buffer.from(source) }]
  const object = { ...defaults, name: 'watch', id: 'watch', fileName: 'watch.bpf.o', inputs }
  const result = await linkAndCheck(object, jobs)
  return { meta: await metaOf(object, result), bytes: result.bytes }
}

describe('metaOf', () => {
  let meta: ObjectMeta
  let bytes: Uint8Array
  beforeAll(async () => {
    ;({ meta, bytes } = await metaFor('linux-5.10'))
  })

  it('tells of the object', () => {
    expect(meta).toMatchObject({
      name: 'watch',
      id: 'watch',
      fileName: 'watch.bpf.o',
      profile: { name: 'linux-5.10', kernel: '5.10', loader: 'libbpf', cpu: 'v3' },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.byteLength,
      endianness: 'little',
      license: 'GPL',
      layoutHash: layoutOf(bytes).hash,
    })
  })

  it('names the types of programs and maps', () => {
    expect(meta.programs).toMatchObject([
      { name: 'watch', section: 'xdp', programType: 'BPF_PROG_TYPE_XDP', autoload: true, kernel: '5.8' },
      { name: 'leave', programType: 'BPF_PROG_TYPE_KPROBE', attachTarget: 'do_exit', autoload: false },
    ])
    expect(meta.maps).toMatchObject([
      { name: 'events', section: '.maps', type: 'BPF_MAP_TYPE_RINGBUF', maxEntries: 4096 },
      {
        name: 'outer',
        type: 'BPF_MAP_TYPE_HASH_OF_MAPS',
        keySize: 4,
        inner: { type: 'BPF_MAP_TYPE_ARRAY', valueSize: 8 },
      },
    ])
    expect(meta.dataSections).toMatchObject([{ kind: 'rodata', variables: [{ name: 'sample', offset: 0, size: 4 }] }])
    expect(meta.externs).toEqual([{ name: 'LINUX_KERNEL_VERSION', kind: 'kconfig', weak: false }])
  })

  it('says which kernel takes it, and why none before', () => {
    expect(meta.kernel).toBe('5.8')
    const [watch] = meta.requirements
    expect(watch).toMatchObject({ program: 'watch', loader: 'libbpf', kernel: '5.8', kernels: [{ since: '5.8' }] })
    expect(watch?.reasons).toContainEqual(
      expect.objectContaining({
        kernel: '5.8',
        rule: 'helpers',
        location: { file: expect.stringContaining('watch.bpf.c'), line: 18, column: expect.any(Number) },
      }),
    )
  })

  it('has the paths that rustc made symbols of', async () => {
    const source = SOURCE.replaceAll('sample', 'SAMPLE').replace(
      'SAMPLE =',
      'SAMPLE __asm__("_RNvCs1_5watch6SAMPLE") =',
    )
    const { meta } = await metaFor('linux-5.10', source)
    expect(meta.dataSections[0]?.variables).toEqual([
      { name: '_RNvCs1_5watch6SAMPLE', demangled: 'watch::SAMPLE', offset: 0, size: 4 },
    ])
    expect(meta.programs.map((program) => 'demangled' in program)).toEqual([false, false])
  })

  it('is plain data', () => {
    expect(structuredClone(meta)).toStrictEqual(meta)
    expect(JSON.parse(JSON.stringify(meta))).toStrictEqual(meta)
  })

  it('knows requirements also where the profile names no kernel', async () => {
    const { meta: generic } = await metaFor('generic')
    expect(generic.profile).toEqual({ name: 'generic', loader: 'libbpf', cpu: 'generic' })
    expect(generic.kernel).toBe('5.8')
    expect(generic.requirements).toEqual(meta.requirements)
  })
})
