import { defineConfig } from 'bpf-linker'

export default defineConfig({
  cflags: ['-Wall'],
  objects: {
    traffic: { inputs: 'bpf/traffic.bpf.c', profiles: ['linux-5.4', 'linux-6.12'] },
    opens: { inputs: 'bpf/opens.bpf.c', profile: 'linux-5.10' },
  },
})
