import { flagInfo, programTypeInfo } from '../features.ts'
import type { Rule } from '../rule.ts'
import { absence } from './availability.ts'

export const programType: Rule = {
  name: 'program-type',
  scope: 'whole-program',
  summary: 'Every program has a type that the kernel knows.',
  *check({ object }) {
    for (const { name, section, programType: type, location } of object.programs) {
      const at = { program: name, ...(location && { location }) }
      const frags = section.startsWith('xdp.frags') ? flagInfo('BPF_F_XDP_HAS_FRAGS') : undefined
      const unfragmented = frags && absence(frags.availability)
      if (unfragmented !== undefined) {
        yield {
          ...at,
          ...unfragmented,
          kernelSays: 'bpf(BPF_PROG_LOAD): -EINVAL, for BPF_F_XDP_HAS_FRAGS',
          message: `'${name}' in section '${section}' takes packets in fragments, which kernels allow from ${unfragmented.since} on`,
          hint: "put it into the section 'xdp'",
        }
      }
      const info = type === undefined ? undefined : programTypeInfo(type)
      const missing = info && absence(info.availability)
      if (missing === undefined) continue
      yield {
        ...at,
        ...missing,
        feature: `program:${type}`,
        kernelSays: 'bpf(BPF_PROG_LOAD): -EINVAL',
        message: `'${name}' in section '${section}' is a ${type}, which kernels have from ${missing.since} on`,
        hint: 'hook in elsewhere on these kernels, or load the program only where the kernel has the type',
      }
    }
  },
}
