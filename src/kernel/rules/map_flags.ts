import { flagInfo } from '../features.ts'
import type { Rule } from '../rule.ts'
import { absence } from './availability.ts'
import { mapPlace } from './map_uses.ts'
import { ALWAYS } from './refusal.ts'

/** Flags of `bpf(BPF_MAP_CREATE)` that came with the first maps have no entry. */
const FLAGS = [
  'BPF_F_NO_PREALLOC',
  'BPF_F_NO_COMMON_LRU',
  'BPF_F_NUMA_NODE',
  'BPF_F_RDONLY',
  'BPF_F_WRONLY',
  'BPF_F_STACK_BUILD_ID',
  'BPF_F_ZERO_SEED',
  'BPF_F_RDONLY_PROG',
  'BPF_F_WRONLY_PROG',
  'BPF_F_CLONE',
  'BPF_F_MMAPABLE',
  'BPF_F_PRESERVE_ELEMS',
  'BPF_F_INNER_MAP',
  'BPF_F_LINK',
  'BPF_F_PATH_FD',
  'BPF_F_VTYPE_BTF_OBJ_FD',
  'BPF_F_TOKEN_FD',
  'BPF_F_SEGV_ON_FAULT',
  'BPF_F_NO_USER_CONV',
]

/** Behind the last flag of any kernel, BPF_F_RB_OVERWRITE of 6.19. */
const NO_FLAG = 1 << 20

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
          hint: 'Leave it out',
        }
      }
      for (const name of FLAGS) {
        const info = flagInfo(name)
        if (info === undefined || (flags & info.value) === 0) continue
        const missing = absence(info.availability)
        if (missing === undefined) continue
        yield {
          ...mapPlace(context, map),
          ...missing,
          kernelSays: 'bpf(BPF_MAP_CREATE): -EINVAL',
          message: `map '${map.name}' has the flag ${name}, which kernels have from ${missing.since} on`,
          hint: 'Leave the flag out, or let user space set it (bpf_map__set_map_flags) where the kernel has it',
        }
      }
    }
  },
}
