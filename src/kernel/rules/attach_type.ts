import { attachTypeInfo } from '../features.ts'
import { loaderTraits } from '../loaders.ts'
import { compareReleases } from '../release.ts'
import type { Rule } from '../rule.ts'
import { absence } from './availability.ts'
import { ALWAYS } from './refusal.ts'

/** `expected_attach_type` of `bpf(BPF_PROG_LOAD)`: commit 5e43f899b03a. */
const FIELD_SINCE = '4.17'

/**
 * Attach types that came after the hook itself and that kernels without them do not ask for. (`tc/ingress` is
 * tcx for libbpf, and a classifier for everything else, tc(8) included.)
 */
const NOT_ASKED_FOR: ReadonlySet<string> = new Set([
  'BPF_XDP',
  'BPF_PERF_EVENT',
  'BPF_SK_REUSEPORT_SELECT',
  'BPF_FLOW_DISSECTOR',
])

/**
 * Programs whose attach type kernels look at when they are loaded (`bpf_prog_load_check_attach`,
 * `check_attach_btf_id`); of others only when they are attached.
 */
const LOOKED_AT =
  /^BPF_PROG_TYPE_(CGROUP_SOCK|CGROUP_SOCK_ADDR|CGROUP_SKB|CGROUP_SOCKOPT|SK_LOOKUP|SK_REUSEPORT|NETFILTER|TRACING|LSM)$/

export const attachType: Rule = {
  name: 'attach-type',
  scope: 'whole-program',
  summary: 'Every program is for a hook that the kernel has.',
  *check({ object, loader }) {
    const { attachTypeIsOptional } = loaderTraits(loader)
    for (const { name, section, programType = '', attachType: type, location } of object.programs) {
      if (type === undefined || NOT_ASKED_FOR.has(type) || section.startsWith('tc/')) continue
      const info = attachTypeInfo(type)
      const missing = info && absence(info.availability)
      const at = { program: name, ...(location && { location }), feature: `attach:${type}` }
      if (missing !== undefined) {
        yield {
          ...at,
          ...missing,
          kernelSays: `bpf(${LOOKED_AT.test(programType) ? 'BPF_PROG_LOAD' : 'BPF_LINK_CREATE'}): -EINVAL`,
          message: `'${name}' in section '${section}' attaches as ${type}, which kernels have from ${missing.since} on`,
          hint: 'hook in elsewhere on these kernels, or load the program only where the kernel has the hook',
        }
      }
      const since = missing?.since ?? ALWAYS
      if (attachTypeIsOptional || compareReleases(since, FIELD_SINCE) >= 0) continue
      yield {
        ...at,
        since: FIELD_SINCE,
        refusedIn: [{ since, until: FIELD_SINCE }],
        kernelSays: 'bpf(BPF_PROG_LOAD): -E2BIG',
        message: `'${name}' is loaded with its attach type, a field that kernels have from ${FIELD_SINCE} on`,
        hint: 'libbpf leaves the field out on these kernels: load the object with it',
      }
    }
  },
}
