import type { Rule } from '../rule.ts'
import { ALWAYS, type Phase, refuse } from './refusal.ts'

const UNKNOWN: Phase = { since: ALWAYS, until: '5.10', says: 'bpf(BPF_PROG_LOAD): -EINVAL, for BPF_F_SLEEPABLE' }
const TRACING_OR_LSM: Phase = {
  since: '5.10',
  until: '6.0',
  says: 'Only fentry/fexit/fmod_ret and lsm programs can be sleepable',
}
const OR_KPROBE: Phase = {
  since: '6.0',
  until: '6.3',
  says: 'Only fentry/fexit/fmod_ret, lsm, and kprobe/uprobe programs can be sleepable',
}

/** The phases in which a sleepable program of that type is refused. Other types: no loader makes them sleepable. */
const PHASES: Readonly<Record<string, readonly Phase[]>> = {
  BPF_PROG_TYPE_TRACING: [UNKNOWN],
  BPF_PROG_TYPE_LSM: [UNKNOWN],
  // Only uprobes: a sleepable kprobe loads and does not attach.
  BPF_PROG_TYPE_KPROBE: [UNKNOWN, TRACING_OR_LSM],
  BPF_PROG_TYPE_STRUCT_OPS: [UNKNOWN, TRACING_OR_LSM, OR_KPROBE],
}

export const sleepableProgram: Rule = {
  name: 'sleepable-program',
  scope: 'whole-program',
  summary: 'Sleepable programs are of a type that the kernel lets sleep.',
  *check({ object }) {
    for (const { name, section, sleepable, programType = '', location } of object.programs) {
      const phases = sleepable ? PHASES[programType] : undefined
      if (phases === undefined) continue
      yield* refuse(
        {
          program: name,
          ...(location && { location }),
          message: `'${name}' in section '${section}' is sleepable, which kernels allow a ${programType} from ${phases.at(-1)?.until} on`,
          hint: "take the '.s' out of the section's name, and the helpers that may sleep out of the program",
        },
        phases,
      )
    }
  },
}
