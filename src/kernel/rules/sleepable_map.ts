import type { MapInfo } from '../../object/types.ts'
import {
  ARENA,
  ARRAY,
  ARRAY_OF_MAPS,
  CGRP_STORAGE,
  F_NO_PREALLOC,
  HASH,
  HASH_OF_MAPS,
  INODE_STORAGE,
  LRU_HASH,
  LRU_PERCPU_HASH,
  PERCPU_ARRAY,
  PERCPU_HASH,
  QUEUE,
  RINGBUF,
  SK_STORAGE,
  STACK,
  TASK_STORAGE,
  USER_RINGBUF,
} from '../data/map_types.generated.ts'
import { mapTypeInfo } from '../features.ts'
import { compareReleases, type Release } from '../release.ts'
import type { Rule } from '../rule.ts'
import { mapUses } from './map_uses.ts'
import { type Phase, placeOf, refuse } from './refusal.ts'

/** The first release whose sleepable programs may use maps of that type; kernel/bpf/verifier.c, check_map_prog_compatibility. */
const ALLOWED_SINCE: Readonly<Record<number, Release>> = {
  [HASH]: '5.10',
  [LRU_HASH]: '5.10',
  [ARRAY]: '5.10',
  [PERCPU_HASH]: '5.12',
  [PERCPU_ARRAY]: '5.12',
  [LRU_PERCPU_HASH]: '5.12',
  [ARRAY_OF_MAPS]: '5.12',
  [HASH_OF_MAPS]: '5.12',
  [RINGBUF]: '5.12',
  [INODE_STORAGE]: '5.17',
  [SK_STORAGE]: '5.17',
  [TASK_STORAGE]: '5.17',
  [USER_RINGBUF]: '6.1',
  [CGRP_STORAGE]: '6.2',
  // 6.1 does not have them.
  [QUEUE]: '6.2',
  [STACK]: '6.2',
  [ARENA]: '6.9',
}

const WORDS: readonly Phase[] = [
  { since: '5.10', until: '5.12', says: 'Sleepable programs can only use array and hash maps' },
  { since: '5.12', until: '6.2', says: 'Sleepable programs can only use array, hash, and ringbuf maps' },
  { since: '6.2', says: 'Sleepable programs can only use array, hash, ringbuf and local storage maps' },
]

const PREALLOCATED: readonly Phase[] = [
  { since: '5.10', until: '5.12', says: 'Sleepable programs can only use preallocated hash maps' },
  { since: '5.12', until: '6.1', says: 'Sleepable programs can only use preallocated maps' },
]

export const sleepableMap: Rule = {
  name: 'sleepable-map',
  scope: 'whole-program',
  summary: 'Sleepable programs use only maps of types that the kernel lets them.',
  *check(context) {
    for (const { program, map, code, index } of mapUses(context)) {
      const type = map.definition?.type
      if (!program.info.sleepable || type === undefined) continue
      const typeName = mapTypeInfo(type)?.name ?? `map type ${type}`
      const at = { ...placeOf(program, code, index), map: map.name }
      const name = `the sleepable program '${program.info.name}'`
      yield* refuse(
        {
          ...at,
          message: `${name} uses the map '${map.name}', a ${typeName}`,
          hint: 'use an array or a hash, or make the program one that does not sleep',
        },
        until(WORDS, ALLOWED_SINCE[type]),
      )
      if (!isDynamicHash(map)) continue
      yield* refuse(
        {
          ...at,
          message: `${name} uses the hash map '${map.name}', whose elements are allocated at run time`,
          hint: 'take BPF_F_NO_PREALLOC out of the flags of the map',
        },
        PREALLOCATED,
      )
    }
  },
}

function isDynamicHash({ definition }: MapInfo): boolean {
  const { type = 0, flags = 0 } = definition ?? {}
  return (type === HASH || type === PERCPU_HASH || type === HASH_OF_MAPS) && (flags & F_NO_PREALLOC) !== 0
}

function until(phases: readonly Phase[], end: Release | undefined): Phase[] {
  if (end === undefined) return [...phases]
  return phases
    .filter(({ since }) => compareReleases(since, end) < 0)
    .map((phase) =>
      phase.until === undefined || compareReleases(end, phase.until) < 0 ? { ...phase, until: end } : phase,
    )
}
