import bpfLinker from 'bpf-linker/webpack'

export default {
  mode: 'production',
  target: 'node20',
  entry: { service: './src/service.js' },
  output: { filename: '[name].js', module: true, chunkFormat: 'module', clean: true },
  plugins: [bpfLinker({ assets: false })],
}
