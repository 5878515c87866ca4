/** Programs of the selftests whose comparison is not "the same", each with the reason. */

const noMember = 'a member or type that the kernel of this vmlinux.h does not have'

/** Neither clang-22 nor ours takes these sources here: compared in that both refuse. */
const refused: Record<string, string> = {
  'bpf_iter_ksym.c': noMember,
  'bpf_iter_tcp4.c': noMember,
  'bpf_iter_tcp6.c': noMember,
  'btf_type_tag_percpu.c': noMember,
  'find_vma.c': noMember,
  'kfunc_call_test.c': noMember,
  'profiler1.c': noMember,
  'profiler2.c': noMember,
  'profiler3.c': noMember,
}

/** Both link, and the difference is meant. */
const differs: Record<string, string> = {}

export function explained(name: string): 'refused' | 'differs' | undefined {
  if (name in refused) return 'refused'
  return name in differs ? 'differs' : undefined
}
