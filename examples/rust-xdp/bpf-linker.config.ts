import { defineConfig } from 'bpf-linker'

export default defineConfig({
  objects: {
    probe: {
      inputs: { cargo: 'probe' },
      // The crate is compiled once, and linked for each.
      profiles: ['linux-5.10', 'linux-6.12'],
    },
  },
})
