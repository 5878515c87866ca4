import { defineConfig } from 'bpf-linker'

export default defineConfig({
  objects: {
    agent: {
      inputs: 'bpf/*.bpf.c',
      // v3 code for the fleet's oldest kernel, v4 code for those that take it.
      profiles: ['linux-5.10', 'linux-6.12'],
      cflags: ['-Wall'],
    },
  },
})
