/** Fields of map values that the kernel manages, and programs that must not have such maps. */
import type { BtfType } from '../../object/btf_types.ts'
import type { MapInfo, ObjectInfo, ProgramInfo } from '../../object/types.ts'
import { TRACING_TYPES } from '../program_types.ts'
import type { Rule } from '../rule.ts'
import { mapUses } from './map_uses.ts'
import { type Phase, placeOf, refuse } from './refusal.ts'

interface Restriction {
  /** The struct that the kernel knows by name. */
  field: string
  applies(program: ProgramInfo): boolean
  phases: readonly Phase[]
}

const isTracing = ({ programType = '' }: ProgramInfo): boolean => TRACING_TYPES.has(programType)

/** kernel/bpf/verifier.c, check_map_prog_compatibility. */
const RESTRICTIONS: readonly Restriction[] = [
  {
    field: 'bpf_spin_lock',
    applies: isTracing,
    phases: [{ since: '5.1', says: 'tracing progs cannot use bpf_spin_lock yet' }],
  },
  {
    field: 'bpf_spin_lock',
    applies: ({ programType }) => programType === 'BPF_PROG_TYPE_SOCKET_FILTER',
    phases: [
      { since: '5.1', until: '5.11', says: 'tracing progs cannot use bpf_spin_lock yet' },
      { since: '5.11', says: 'socket filter progs cannot use bpf_spin_lock yet' },
    ],
  },
  {
    field: 'bpf_spin_lock',
    applies: ({ sleepable }) => sleepable,
    phases: [{ since: '5.11', until: '6.5', says: 'sleepable progs cannot use bpf_spin_lock yet' }],
  },
  {
    field: 'bpf_timer',
    applies: isTracing,
    phases: [{ since: '5.15', says: 'tracing progs cannot use bpf_timer yet' }],
  },
  ...['bpf_list_head', 'bpf_rb_root'].map((field) => ({
    field,
    applies: isTracing,
    phases: [{ since: '6.3', says: 'tracing progs cannot use bpf_{list_head,rb_root} yet' }],
  })),
  {
    field: 'bpf_wq',
    applies: isTracing,
    phases: [{ since: '6.10', says: 'tracing progs cannot use bpf_wq yet' }],
  },
]

export const mapValueFields: Rule = {
  name: 'map-value-fields',
  scope: 'whole-program',
  summary: 'Maps with locks, timers, lists and work queues are used only by programs of types that may have them.',
  *check(context) {
    const fields = new Map<MapInfo, ReadonlySet<string>>()
    for (const { program, map, code, index } of mapUses(context)) {
      const held = fields.get(map) ?? fieldsOf(context.object, map)
      fields.set(map, held)
      for (const { field, applies, phases } of RESTRICTIONS) {
        if (!held.has(field) || !applies(program.info)) continue
        yield* refuse(
          {
            ...placeOf(program, code, index),
            map: map.name,
            message: `'${program.info.name}' uses the map '${map.name}', whose values hold a struct ${field}`,
            hint: 'keep such values in a map of their own, which programs of this type leave alone',
          },
          phases,
        )
      }
    }
  },
}

/** The names of all structs in a map's values. */
function fieldsOf({ btf }: ObjectInfo, { definition }: MapInfo): ReadonlySet<string> {
  const names = new Set<string>()
  const types = btf?.types ?? []
  const open = [definition?.valueType, definition?.inner?.valueType]
  const seen = new Set<number>()
  for (let id = open.pop(); open.length > 0 || id !== undefined; id = open.pop()) {
    if (id === undefined || seen.has(id)) continue
    seen.add(id)
    const type = types[id]
    if (type?.kind === 'struct' && type.name !== undefined) names.add(type.name)
    if (type !== undefined) open.push(...inside(type))
  }
  return names
}

/** The types that lie in a value; what it points at does not. */
function inside(type: BtfType): number[] {
  switch (type.kind) {
    case 'struct':
    case 'union':
      return type.members.map((member) => member.type)
    case 'array':
    case 'typedef':
    case 'const':
    case 'volatile':
      return [type.type]
    default:
      return []
  }
}
