import bpfLinker from 'bpf-linker/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [bpfLinker()],
  build: {
    ssr: 'src/agent.ts',
    target: 'node20',
  },
})
