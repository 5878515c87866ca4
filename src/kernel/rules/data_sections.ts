import type { Rule } from '../rule.ts'
import { ALWAYS, refuse } from './refusal.ts'

const KINDS = ['data', 'rodata', 'bss'] as const

/**
 * No kernel is asked here: libbpf before 0.6 knows one section of each kind. The
 * presets leave the rule off; who ships with such a loader switches it on.
 */
export const dataSections: Rule = {
  name: 'data-sections',
  scope: 'loader',
  summary: 'There is only one section of each kind of global data (for libbpf before 0.6).',
  level: 'warn',
  *check({ object, loader }) {
    if (loader !== 'libbpf') return
    for (const kind of KINDS) {
      const extra = object.dataSections.find((section) => section.kind === kind && section.name !== `.${kind}`)
      if (extra === undefined) continue
      yield* refuse(
        {
          message: `the object has the section '${extra.name}' besides '.${kind}', which libbpf loads from 0.6 on`,
          hint: `put all of it into '.${kind}', or load it with a newer libbpf`,
        },
        [{ since: ALWAYS, says: `skipping unrecognized data section '${extra.name}'` }],
      )
    }
  },
}
