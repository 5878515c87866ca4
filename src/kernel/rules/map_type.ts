import { mapTypeInfo } from '../features.ts'
import type { CheckContext, Rule } from '../rule.ts'
import { absence } from './availability.ts'
import { mapPlace } from './map_uses.ts'
import { ALWAYS } from './refusal.ts'

export const mapType: Rule = {
  name: 'map-type',
  scope: 'map',
  summary: 'Every map has a type that the kernel knows.',
  *check(context: CheckContext) {
    for (const map of context.object.maps) {
      for (const [type, inner] of [
        [map.definition?.type, false],
        [map.definition?.inner?.type, true],
      ] as const) {
        if (type === undefined) continue
        const info = mapTypeInfo(type)
        if (info === undefined) {
          yield {
            ...mapPlace(context, map),
            refusedIn: [{ since: ALWAYS }],
            kernelSays: 'bpf(BPF_MAP_CREATE): -EINVAL',
            message: `${inner ? 'inner map of' : 'map'} '${map.name}' is of type ${type}, which no kernel has so far`,
            hint: 'use a map type that these kernels have',
          }
          continue
        }
        const missing = absence(info.availability)
        if (missing === undefined) continue
        yield {
          ...mapPlace(context, map),
          ...missing,
          feature: `map:${info.name}`,
          kernelSays: 'bpf(BPF_MAP_CREATE): -EINVAL',
          message: `${inner ? 'inner map of' : 'map'} '${map.name}' is a ${info.name}, which kernels have from ${missing.since} on`,
          hint: 'use a map type that these kernels have',
        }
      }
    }
  },
}
