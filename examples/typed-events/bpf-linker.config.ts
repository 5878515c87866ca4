import { defineConfig } from 'bpf-linker'

export default defineConfig({
  profile: 'linux-5.10',
  types: true,
  // What comes out of the ring buffer: `kind`, which all of them begin with, says which one.
  events: { rb: { tag: 'kind', of: { EXEC: 'exec', EXIT: 'exit', CONNECT: 'connect' } } },
})
