import type { MapDefinition, MapInfo } from '../../object/types.ts'
import { F_NO_PREALLOC, HASH, HASH_OF_MAPS, PERCPU_HASH } from '../data/map_types.generated.ts'
import { TRACING_TYPES } from '../program_types.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { mapUses } from './map_uses.ts'
import { type Phase, placeOf, refuse } from './refusal.ts'

const PERF: Phase = { since: '4.9', until: '6.1', says: 'perf_event programs can only use preallocated hash map' }
const REALTIME: Phase = { since: '5.7', until: '6.1', says: 'trace type programs can only use preallocated hash map' }

export const perfEventHash: Rule = {
  name: 'perf-event-hash',
  scope: 'whole-program',
  summary: 'Programs of perf events use hash maps only with preallocated elements.',
  check: (context) => uses(context, (type) => type === 'BPF_PROG_TYPE_PERF_EVENT', PERF),
}

/** A warning: only kernels built with CONFIG_PREEMPT_RT refuse it. */
export const tracingHash: Rule = {
  name: 'tracing-hash',
  scope: 'whole-program',
  summary: 'On real-time kernels, tracing programs use hash maps only with preallocated elements.',
  level: 'warn',
  check: (context) => uses(context, (type) => TRACING_TYPES.has(type) && type !== 'BPF_PROG_TYPE_PERF_EVENT', REALTIME),
}

function* uses(context: CheckContext, applies: (type: string) => boolean, phase: Phase): Generator<Violation> {
  for (const { program, map, code, index } of mapUses(context)) {
    const { programType = '', name } = program.info
    if (!applies(programType) || !allocatesAtRunTime(map)) continue
    yield* refuse(
      {
        ...placeOf(program, code, index),
        map: map.name,
        message: `'${name}', a ${programType}, uses the hash map '${map.name}', whose elements are allocated at run time`,
        hint: 'take BPF_F_NO_PREALLOC out of the flags of the map',
      },
      [phase],
    )
  }
}

const HASHES: ReadonlySet<number> = new Set([HASH, PERCPU_HASH, HASH_OF_MAPS])

function allocatesAtRunTime({ definition }: MapInfo): boolean {
  const dynamic = (map: MapDefinition | undefined): boolean =>
    map !== undefined && HASHES.has(map.type) && (map.flags & F_NO_PREALLOC) !== 0
  return dynamic(definition) || dynamic(definition?.inner)
}
