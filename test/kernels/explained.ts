/**
 * Where our rules and a kernel disagree, and why. The suite fails on a
 * disagreement that is not here, and on an entry that nothing needs.
 */
import type { Verdict } from './judge.ts'

export interface Explanation {
  /** Of `object/program`, without folder and ending: `maps/ring_with_keys/program`. */
  where: RegExp
  /** Without: on each. */
  kernels?: readonly string[]
  verdict: Extract<Verdict, 'false alarm' | 'miss' | 'other words'>
  why: string
}

const plainFunction =
  'the kernel has it as a function of its own, so that libbpf finds it, before programs could call any'

export const explained: readonly Explanation[] = [
  // Helpers.
  {
    where: /^test_probe_user\.c\/handle_sys_connect$/,
    kernels: ['6.18'],
    verdict: 'miss',
    why: 'lockdown takes bpf_probe_write_user away, which the running kernel is under',
  },
  {
    where: /^helpers\/helper_behind_a_branch_never_taken\/program$/,
    verdict: 'false alarm',
    why: 'the verifier knows the value that the branch tests, which is what a path does; LLVM folds such a branch',
  },
  // Kernel functions.
  { where: /^bpf_dctcp\.c\/dctcp_cong_avoid$/, kernels: ['5.10'], verdict: 'other words', why: plainFunction },
  { where: /^cgroup_hierarchical_stats\.c\//, kernels: ['5.10'], verdict: 'other words', why: plainFunction },
  {
    where: /^helpers\/kernel_function_of_another_type\/program$/,
    kernels: ['5.10'],
    verdict: 'other words',
    why: plainFunction,
  },
  // Licences.
  {
    where: /^bpf_tcp_nogpl\.c\/nogpltcp_init$/,
    kernels: ['5.10'],
    verdict: 'miss',
    why: 'mainline asks for the licence from 5.12 on; 5.10.y carries that as a backport',
  },
  // Instructions.
  {
    where: /^instructions\/v4_long_jump\/program$/,
    kernels: ['6.1'],
    verdict: 'false alarm',
    why: 'Debian carries gotol in 6.1.y as a backport of 6.6',
  },
  {
    where: /^control_flow\/jump_into_ldimm64\/program$/,
    kernels: ['6.1'],
    verdict: 'other words',
    why: 'the words of 6.6, a backport in 6.1.y',
  },
]
