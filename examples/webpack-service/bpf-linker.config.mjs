import { defineConfig } from 'bpf-linker'

export default defineConfig({
  cflags: ['-Wall'],
  objects: {
    // Oldest kernels first.
    perf: { inputs: 'bpf/perf.bpf.c', profile: 'linux-4.19' },
    ring: { inputs: 'bpf/ring.bpf.c', profile: 'linux-5.10' },
  },
})
