/**
 * Atomic operations. An add whose result is not used is as old as eBPF; the rest
 * shares its opcode and tells the operation by `imm`, which older kernels want to be 0.
 */

import { FEATURES } from '../../bpf/cpus.generated.ts'
import type { Rule } from '../rule.ts'
import { hex, instructionRule, inWords, OPCODE_TABLE } from './instruction_rule.ts'
import { ALWAYS, type Phase } from './refusal.ts'

const ATOMICS = FEATURES.atomic.since
const ACQUIRE = FEATURES['acquire-release'].since

/** Whichever the operation: `imm` is looked at before the verifier walks. */
const reserved: Phase = { since: ALWAYS, until: ATOMICS, says: 'BPF_STX uses reserved fields', everywhere: true }

export const atomics: Rule = instructionRule({
  name: 'atomics',
  scope: 'whole-program',
  summary: `Atomic and, or, xor, exchange, and operations that return the old value came with Linux ${ATOMICS}.`,
  features: ['atomic'],
  describe: () => ({ what: inWords('atomic'), phases: [reserved] }),
  hint: 'use __sync_fetch_and_add() without its result, or a bpf_spin_lock',
})

export const smallAtomics: Rule = instructionRule({
  name: 'small-atomics',
  scope: 'whole-program',
  summary: 'Atomic operations on 1 or 2 bytes do not exist.',
  features: ['small-atomic'],
  describe: (_, code, i) => {
    const unknown = `unknown opcode ${hex(code.opcode[i] ?? 0)}`
    const before: Phase[] =
      code.imm[i] === 0
        ? [
            { since: ALWAYS, until: OPCODE_TABLE, says: 'BPF_XADD uses reserved fields' },
            { since: OPCODE_TABLE, until: ATOMICS, says: unknown, everywhere: true },
          ]
        : [reserved]
    return {
      what: inWords('small-atomic'),
      phases: [
        ...before,
        { since: ATOMICS, until: ACQUIRE, says: unknown, everywhere: true },
        { since: ACQUIRE, says: 'invalid atomic operand size' },
      ],
    }
  },
  hint: 'make the variable 4 or 8 bytes wide',
})

export const acquireRelease: Rule = instructionRule({
  name: 'acquire-release',
  scope: 'whole-program',
  summary: `Acquiring loads and releasing stores came with Linux ${ACQUIRE}.`,
  features: ['acquire-release', 'small-acquire-release'],
  describe: (feature, code, i) => ({
    what: FEATURES['acquire-release'].what,
    phases: [
      reserved,
      feature === 'acquire-release'
        ? { since: ATOMICS, until: ACQUIRE, says: `BPF_ATOMIC uses invalid atomic opcode ${hex(code.imm[i] ?? 0)}` }
        : { since: ATOMICS, until: ACQUIRE, says: `unknown opcode ${hex(code.opcode[i] ?? 0)}`, everywhere: true },
    ],
  }),
  hint: 'use an atomic exchange or a bpf_spin_lock',
})
