import { mapFlagNames } from '../data/map_types.generated.ts'
import { flagInfo } from '../features.ts'
import type { Rule } from '../rule.ts'
import { absence } from './availability.ts'
import { mapPlace } from './map_uses.ts'
import { ALWAYS } from './refusal.ts'

/** Behind the last flag of any kernel. */
const NO_FLAG = 2 * Math.max(...mapFlagNames.map((name) => flagInfo(name)?.value ?? 0))

/** Of the maps that the object defines: the flags of `.data`, `.rodata` and `.bss` are the loader's, which adapts them. */
export const mapFlags: Rule = {
  name: 'map-flags',
  scope: 'map',
  summary: 'Every map has only flags that the kernel knows.',
  *check(context) {
    for (const map of context.object.maps) {
      const flags = map.definition?.flags ?? 0
      if (flags >= NO_FLAG) {
        yield {
          ...mapPlace(context, map),
          refusedIn: [{ since: ALWAYS }],
          kernelSays: 'bpf(BPF_MAP_CREATE): -EINVAL',
          message: `map '${map.name}' has the flags 0x${flags.toString(16)}, of which no kernel so far has the highest`,
          hint: 'leave it out',
        }
      }
      for (const name of mapFlagNames) {
        const info = flagInfo(name)
        if (info === undefined || (flags & info.value) === 0) continue
        const missing = absence(info.availability)
        if (missing === undefined) continue
        yield {
          ...mapPlace(context, map),
          ...missing,
          kernelSays: 'bpf(BPF_MAP_CREATE): -EINVAL',
          message: `map '${map.name}' has the flag ${name}, which kernels have from ${missing.since} on`,
          hint: 'leave the flag out, or let user space set it (bpf_map__set_map_flags) where the kernel has it',
        }
      }
    }
  },
}
