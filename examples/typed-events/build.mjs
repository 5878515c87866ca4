import bpfLinker from 'bpf-linker/esbuild'
import { build } from 'esbuild'

await build({
  entryPoints: ['src/print.ts', 'src/counts.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  plugins: [bpfLinker()],
})
