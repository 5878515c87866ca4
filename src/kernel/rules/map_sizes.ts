import { loaderTraits } from '../loaders.ts'
import type { Rule } from '../rule.ts'
import { mapPlace } from './map_uses.ts'
import { ALWAYS, refuse } from './refusal.ts'

/** No kernel is asked here: libbpf's `parse_btf_map_def`, and `mapSpecFromBTF` of cilium/ebpf, refuse the object. */
export const mapSizes: Rule = {
  name: 'map-sizes',
  scope: 'loader',
  summary: 'The definition of a map gives the sizes of key and value once.',
  *check(context) {
    const { conflictRefusal } = loaderTraits(context.loader)
    if (conflictRefusal === undefined) return
    for (const map of context.object.maps) {
      for (const definition of [map.definition, map.definition?.inner]) {
        const [conflict] = definition?.conflicts ?? []
        if (conflict === undefined) continue
        const { field, size, before } = conflict
        yield* refuse(
          {
            ...mapPlace(context, map),
            message: `map '${map.name}': the field '${field}' gives ${size} bytes, but another field gives ${before}`,
            hint: "take one of them out, or name the loader if it is another ('aya' takes the last one)",
          },
          [{ since: ALWAYS, says: conflictRefusal(map.name, conflict) }],
        )
      }
    }
  },
}
