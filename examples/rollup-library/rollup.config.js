import bpfLinker from 'bpf-linker/rollup'

export default {
  input: 'src/index.js',
  output: { dir: 'dist', format: 'es', assetFileNames: '[name][extname]' },
  external: /^node:/,
  plugins: [bpfLinker()],
}
