import type { MapDefinition, MapInfo } from '../../object/types.ts'
import {
  ARENA,
  ARRAY,
  ARRAY_OF_MAPS,
  BLOOM_FILTER,
  CGROUP_ARRAY,
  CGROUP_STORAGE,
  CGRP_STORAGE,
  F_MMAPABLE,
  F_NO_PREALLOC,
  HASH,
  HASH_OF_MAPS,
  INODE_STORAGE,
  LPM_TRIE,
  LRU_HASH,
  LRU_PERCPU_HASH,
  PERCPU_ARRAY,
  PERCPU_CGROUP_STORAGE,
  PERCPU_HASH,
  PERF_EVENT_ARRAY,
  PROG_ARRAY,
  QUEUE,
  RINGBUF,
  SK_STORAGE,
  STACK,
  STACK_TRACE,
  TASK_STORAGE,
  USER_RINGBUF,
} from '../data/map_types.generated.ts'
import { mapTypeInfo } from '../features.ts'
import { type LoaderTraits, loaderTraits } from '../loaders.ts'
import type { Release } from '../release.ts'
import type { Rule } from '../rule.ts'
import { mapPlace } from './map_uses.ts'
import { ALWAYS } from './refusal.ts'

/** What is wrong with a definition, and what to write; kernel/bpf/*map*.c, `alloc_check` of each type. */
type Constraint = (
  map: MapDefinition,
  loader: LoaderTraits,
  whole: MapInfo,
) => [found: string, remedy: string, refusal?: { until?: Release; says: string }] | undefined

const INVALID = 'bpf(BPF_MAP_CREATE): -EINVAL'
const TOO_BIG = 'bpf(BPF_MAP_CREATE): -E2BIG'

const keyIs =
  (size: number): Constraint =>
  ({ keySize }) =>
    keySize === size ? undefined : [`has keys of ${bytes(keySize)}, not ${size}`, `give it keys of ${bytes(size)}`]

const valueIs =
  (size: number): Constraint =>
  ({ valueSize }) =>
    valueSize === size
      ? undefined
      : [`has values of ${bytes(valueSize)}, not ${size}`, `give it values of ${bytes(size)}`]

const hasValue: Constraint = ({ valueSize }) =>
  valueSize > 0 ? undefined : ['has values of no bytes', 'give it a value type']

const hasEntries: Constraint = ({ maxEntries }) =>
  maxEntries > 0 ? undefined : ['has no max_entries', 'set max_entries, here or before it is loaded']

const hasNoEntries: Constraint = ({ maxEntries }) =>
  maxEntries === 0 ? undefined : [`has max_entries ${maxEntries}, not 0`, 'leave max_entries out']

const noPrealloc: Constraint = ({ flags }) =>
  (flags & F_NO_PREALLOC) !== 0
    ? undefined
    : ['lacks the flag BPF_F_NO_PREALLOC', 'add __uint(map_flags, BPF_F_NO_PREALLOC)']

const prealloc: Constraint = ({ flags }) =>
  (flags & F_NO_PREALLOC) === 0
    ? undefined
    : ['has the flag BPF_F_NO_PREALLOC, which an LRU map cannot have', 'leave the flag out']

/** The key had to fit on a program's stack (MAX_BPF_STACK) until c6bde958a62b. */
const MAX_KEY = 512
const LARGE_KEYS_SINCE = '5.11'
const hashKey: Constraint = ({ keySize }) => {
  if (keySize === 0) return ['has keys of no bytes', 'give it a key type']
  return keySize <= MAX_KEY
    ? undefined
    : [
        `has keys of ${bytes(keySize)}; more than ${MAX_KEY} came with ${LARGE_KEYS_SINCE}`,
        `hash the key to at most ${MAX_KEY} bytes`,
        { until: LARGE_KEYS_SINCE, says: TOO_BIG },
      ]
}

/** PCPU_MIN_UNIT_SIZE: what the per-CPU allocator hands out at once. */
const MAX_PERCPU_VALUE = 32768
const percpuValue: Constraint = ({ valueSize }) =>
  valueSize <= MAX_PERCPU_VALUE
    ? undefined
    : [
        `has values of ${bytes(valueSize)} for each CPU, more than ${MAX_PERCPU_VALUE}`,
        'keep large values in a map that is not per CPU',
        { says: TOO_BIG },
      ]

/** HTAB_CREATE_FLAG_MASK and ARRAY_CREATE_FLAG_MASK: flags that only other types have. */
const hasNoFlag =
  (flag: number, name: string): Constraint =>
  ({ flags }) =>
    (flags & flag) === 0 ? undefined : [`has the flag ${name}, which its type does not know`, 'leave the flag out']
const notMapped = hasNoFlag(F_MMAPABLE, 'BPF_F_MMAPABLE')
const preallocated = hasNoFlag(F_NO_PREALLOC, 'BPF_F_NO_PREALLOC')

const perfEntries: Constraint = (map, loader, whole) =>
  loader.sizesPerfArrays ? undefined : hasEntries(map, loader, whole)

/** `bpf_map_meta_alloc`: the kernel takes from it what inner maps must be. Legacy definitions cannot say it. */
const hasInner: Constraint = ({ inner }, _loader, { section, values }) => {
  if (section !== '.maps' || (values?.length ?? 0) > 0) return undefined
  if (inner === undefined)
    return ['has no inner map', 'define it with __array(values, struct { … }), or set it before the map is created']
  // Loaders size perf event arrays, but not those inside.
  return inner.type === PERF_EVENT_ARRAY && inner.maxEntries === 0
    ? ['has inner maps without max_entries', 'set max_entries of the inner map']
    : undefined
}

/** A page, until 33b57e0cc78e raised it to nearly 64 KiB (kernel/bpf/local_storage.c, cgroup_storage_map_alloc). */
const MAX_CGROUP_VALUE = 4096
const LARGE_CGROUP_VALUES_SINCE = '5.15'
const cgroupValue: Constraint = ({ valueSize }) =>
  valueSize <= MAX_CGROUP_VALUE
    ? undefined
    : [
        `has values of ${bytes(valueSize)}; more than ${MAX_CGROUP_VALUE} came with ${LARGE_CGROUP_VALUES_SINCE}`,
        `keep values to ${MAX_CGROUP_VALUE} bytes`,
        { until: LARGE_CGROUP_VALUES_SINCE, says: TOO_BIG },
      ]

/** A power of 2, in whole pages. Pages have 4096 bytes at least. */
const ringEntries: Constraint = ({ maxEntries: size }, { roundsRingBuffers }) => {
  if (size === 0) return ['has no max_entries', 'set max_entries, here or before it is loaded']
  if (roundsRingBuffers || (Number.isInteger(Math.log2(size)) && size % 4096 === 0)) return undefined
  return [`has max_entries ${size}, not a power of 2 and whole pages`, 'set max_entries to 4096 · 2ⁿ']
}

const hasTypes: Constraint = ({ keyType, valueType }) =>
  keyType !== undefined && valueType !== undefined
    ? undefined
    : ['has no types of key and value', 'define it in .maps with __type(key, int) and __type(value, …)']

/** `struct bpf_lpm_trie_key`: a prefix length, then 1 to 256 bytes. */
const trieKey: Constraint = ({ keySize }) =>
  keySize >= 5 && keySize <= 260
    ? undefined
    : [`has keys of ${bytes(keySize)}, not 5 to 260`, 'begin the key with __u32 prefixlen, then 1 to 256 bytes']

const stackValue: Constraint = ({ valueSize }) =>
  valueSize >= 8 && valueSize % 8 === 0
    ? undefined
    : [`has values of ${bytes(valueSize)}, no multiple of 8`, 'give it values of 8 bytes for each frame']

const cgroupKey: Constraint = ({ keySize }) =>
  keySize === 8 || keySize === 16
    ? undefined
    : [`has keys of ${bytes(keySize)}`, 'use struct bpf_cgroup_storage_key, or a __u64']

const HASHES = [hashKey, hasValue, hasEntries, notMapped]
const ARRAYS = [keyIs(4), hasEntries, preallocated]
const LOCAL = [noPrealloc, hasNoEntries, keyIs(4), hasValue, hasTypes]

const CONSTRAINTS: Readonly<Record<number, readonly Constraint[]>> = {
  [HASH]: HASHES,
  [PERCPU_HASH]: [...HASHES, percpuValue],
  [LRU_HASH]: [...HASHES, prealloc],
  [LRU_PERCPU_HASH]: [...HASHES, prealloc, percpuValue],
  [HASH_OF_MAPS]: [hashKey, valueIs(4), hasEntries, hasInner],
  [ARRAY]: [...ARRAYS, hasValue],
  [PERCPU_ARRAY]: [...ARRAYS, hasValue, percpuValue],
  [PROG_ARRAY]: [...ARRAYS, valueIs(4)],
  [CGROUP_ARRAY]: [...ARRAYS, valueIs(4)],
  [ARRAY_OF_MAPS]: [...ARRAYS, valueIs(4), hasInner],
  [PERF_EVENT_ARRAY]: [keyIs(4), valueIs(4), perfEntries],
  [STACK_TRACE]: [...ARRAYS, stackValue],
  [LPM_TRIE]: [noPrealloc, trieKey, hasValue, hasEntries],
  [QUEUE]: [keyIs(0), hasValue, hasEntries],
  [STACK]: [keyIs(0), hasValue, hasEntries],
  [BLOOM_FILTER]: [keyIs(0), hasValue, hasEntries],
  [RINGBUF]: [keyIs(0), valueIs(0), ringEntries],
  [USER_RINGBUF]: [keyIs(0), valueIs(0), ringEntries],
  [SK_STORAGE]: LOCAL,
  [INODE_STORAGE]: LOCAL,
  [TASK_STORAGE]: LOCAL,
  [CGRP_STORAGE]: LOCAL,
  [CGROUP_STORAGE]: [cgroupKey, hasValue, hasNoEntries, cgroupValue],
  [PERCPU_CGROUP_STORAGE]: [cgroupKey, hasValue, hasNoEntries, cgroupValue, percpuValue],
  [ARENA]: [keyIs(0), valueIs(0), hasEntries],
}

/** Only a warning: user space may change a definition before it creates the map. */
export const mapDefinition: Rule = {
  name: 'map-definition',
  scope: 'map',
  summary: 'Every map has the sizes, entries and flags that its type asks for.',
  level: 'warn',
  *check(context) {
    const loader = loaderTraits(context.loader)
    for (const map of context.object.maps) {
      const { definition } = map
      if (definition === undefined) continue
      for (const constraint of CONSTRAINTS[definition.type] ?? []) {
        const wrong = constraint(definition, loader, map)
        if (wrong === undefined) continue
        const [found, remedy, { until, says } = { says: INVALID }] = wrong
        yield {
          ...mapPlace(context, map),
          ...(until === undefined ? {} : { since: until }),
          refusedIn: [{ since: ALWAYS, ...(until !== undefined && { until }) }],
          kernelSays: says,
          message: `map '${map.name}', a ${mapTypeInfo(definition.type)?.name ?? definition.type}, ${found}`,
          hint: remedy,
        }
      }
    }
  },
}

function bytes(size: number): string {
  return size === 1 ? '1 byte' : `${size} bytes`
}
