/** Groups of program types that kernels treat alike. */

/** `is_tracing_prog_type` of kernel/bpf/verifier.c. */
export const TRACING_TYPES: ReadonlySet<string> = new Set([
  'BPF_PROG_TYPE_KPROBE',
  'BPF_PROG_TYPE_TRACEPOINT',
  'BPF_PROG_TYPE_PERF_EVENT',
  'BPF_PROG_TYPE_RAW_TRACEPOINT',
])
