import bpfLinker from 'bpf-linker/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  // Relative, so that the page works below any path.
  base: './',
  // The page offers the objects that it imports; nothing else is to be emitted.
  plugins: [bpfLinker({ assets: false })],
})
