import { describe, expect, test } from 'vitest'
import type { Loader } from '../../settings/profile.ts'
import { mapSizes } from './map_sizes.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (fields: string) => `
  struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); ${fields} } counts SEC(".maps");
  SEC("xdp") int prog(struct xdp_md *ctx) { int key = 0; return !!bpf_map_lookup_elem(&counts, &key); }`

const words = async (fields: string, loader: Loader) => wordsOn('6.1', await find(mapSizes, source(fields), loader))

const VALUE = '__uint(key_size, 4); __type(value, long long);'
const KEY = '__type(value, int); __type(key, int);'

describe('two sizes', () => {
  test.each<[Loader, string[], string[]]>([
    ['libbpf', ["map 'counts': conflicting value size 8 != 4."], ["map 'counts': conflicting key size 4 != 8."]],
    ['cilium', ['both value and value_size given'], ['both key and key_size given']],
    ['aya', [], []],
    ['none', [], []],
  ])('%s', async (loader, ofValue, ofKey) => {
    expect(await words(`${VALUE} __uint(value_size, 4);`, loader)).toEqual(ofValue)
    expect(await words(`${KEY} __uint(key_size, 8);`, loader)).toEqual(ofKey)
  })

  test('0 is a size, but none to libbpf where it comes first', async () => {
    expect(await words(`${VALUE} __uint(value_size, 0);`, 'libbpf')).toHaveLength(1)
    expect(await words(`__uint(value_size, 0); ${VALUE}`, 'libbpf')).toEqual([])
  })

  test('the line of the first use, and the name', async () => {
    const [violation] = await find(mapSizes, source(`${VALUE} __uint(value_size, 4);`))
    expect(violation).toMatchObject({
      map: 'counts',
      location: { line: 3 },
      message: "map 'counts': the field 'value_size' gives 4 bytes, but another field gives 8",
    })
  })
})

test('the same size twice', async () => {
  expect(await words(`${VALUE} __uint(value_size, 8);`, 'libbpf')).toEqual([])
})

test('an inner map', async () => {
  const found = await find(
    mapSizes,
    `struct inner { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1); __type(key, int); ${VALUE} __uint(value_size, 4); };
     struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 1); __uint(key_size, 4);
              __array(values, struct inner); } outer SEC(".maps");
     SEC("xdp") int prog(struct xdp_md *ctx) { int key = 0; return !!bpf_map_lookup_elem(&outer, &key); }`,
  )
  expect(found).toMatchObject([{ map: 'outer' }])
})
