import { programTypeInfo } from '../features.ts'
import type { Rule } from '../rule.ts'
import { absence } from './availability.ts'

export const programType: Rule = {
  name: 'program-type',
  scope: 'whole-program',
  summary: 'Every program has a type that the kernel knows.',
  *check({ object }) {
    for (const { name, section, programType: type, location } of object.programs) {
      const info = type === undefined ? undefined : programTypeInfo(type)
      const missing = info && absence(info.availability)
      if (missing === undefined) continue
      yield {
        program: name,
        ...(location && { location }),
        ...missing,
        feature: `program:${type}`,
        kernelSays: 'bpf(BPF_PROG_LOAD): -EINVAL',
        message: `'${name}' in section '${section}' is a ${type}, which kernels have from ${missing.since} on`,
        hint: 'Hook in elsewhere on these kernels, or load the program only where the kernel has the type',
      }
    }
  },
}
