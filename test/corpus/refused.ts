const noMember = 'a member or type that the kernel of this vmlinux.h does not have'

/** Programs of the selftests that neither clang-22 nor ours takes, each with the reason: compared in that both refuse. */
export const refused: Record<string, string> = {
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
