import { defineConfig } from 'bpf-linker'

// Imported sources need no more than this.
export default defineConfig({ profile: 'linux-5.10', cflags: ['-Wall'] })
