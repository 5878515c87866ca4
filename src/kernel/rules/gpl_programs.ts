import { isGplCompatible } from '../features.ts'
import type { Rule } from '../rule.ts'
import { licenseOf } from './license.ts'
import { type Phase, refuse } from './refusal.ts'

/** 9e4e01dfd325, "bpf: lsm: Implement attach, detach and execution"; 12aa8a9467b3, "bpf: Enforce that struct_ops programs be GPL-only". */
const REFUSED: Readonly<Record<string, Phase>> = {
  BPF_PROG_TYPE_LSM: { since: '5.7', says: 'LSM programs must have a GPL compatible license' },
  BPF_PROG_TYPE_STRUCT_OPS: { since: '5.12', says: 'struct ops programs must have a GPL compatible license' },
}

export const gplPrograms: Rule = {
  name: 'gpl-programs',
  scope: 'whole-program',
  summary: 'LSM and struct_ops programs are under a GPL-compatible licence.',
  *check({ object, loader }) {
    const license = licenseOf({ object, loader })
    if (isGplCompatible(license)) return
    for (const { name, section, programType = '', location } of object.programs) {
      const phase = REFUSED[programType]
      if (phase === undefined) continue
      yield* refuse(
        {
          program: name,
          ...(location && { location }),
          message: `'${name}' in section '${section}' is in an object ${license === undefined ? 'without a licence' : `under the licence '${license}'`}`,
          hint: `add  char LICENSE[] SEC("license") = "GPL";  or another compatible licence, such as 'Dual MIT/GPL'`,
        },
        [phase],
      )
    }
  },
}
