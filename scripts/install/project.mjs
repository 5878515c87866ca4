// The user's project: a program in C, built by the command line, by Vite, and through the API.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PROGRAM = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} packets SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx) {
  __u32 key = 0;
  __u64 *value = bpf_map_lookup_elem(&packets, &key);
  if (value)
    __sync_fetch_and_add(value, 1);
  return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
`

const FILES = {
  'src/count.bpf.c': PROGRAM,
  'bpf-linker.config.ts': `import { defineConfig } from 'bpf-linker'

export default defineConfig({ objects: { count: { inputs: 'src/count.bpf.c' } }, profile: 'linux-5.10' })
`,
  'vite.config.js': `import { defineConfig } from 'vite'
import bpf from 'bpf-linker/vite'

export default defineConfig({
  plugins: [bpf()],
  build: { ssr: 'src/main.js', outDir: 'out' },
})
`,
  'src/main.js': `import object from './count.bpf.c'

console.log('imported', object.length > 500, object[1] === 0x45)
`,
  'api.mjs': `import { link } from 'bpf-linker'

const { info } = await link({ inputs: ['src/count.bpf.c'], outFile: 'api.bpf.o' })
console.log('linked', info.programs.map((program) => program.name).join())
`,
  'in_process.mjs': `import { link } from 'bpf-linker'

const { info } = await link({ inputs: ['src/count.bpf.c'], outFile: 'in_process.bpf.o', isolate: false })
console.log('in process', info.programs.map((program) => program.name).join())
`,
}

/** Writes the project; `more` goes into its package.json. */
export function writeProject(folder, { dependencies, files, more = {} }) {
  const manifest = { name: 'user', private: true, type: 'module', devDependencies: dependencies, ...more }
  for (const [name, text] of Object.entries({ ...FILES, ...files, 'package.json': JSON.stringify(manifest) })) {
    const file = join(folder, name)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
}
