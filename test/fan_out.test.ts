/** One object for several profiles: the bytes of each alone, and no more work than they need. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { build } from '../src/index.ts'
import { nativePath } from '../src/link/native.ts'
import { buildCommand, run } from './support/command.ts'

const cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-fan-out-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

mkdirSync(path.join(cwd, 'src'))
for (const name of ['first', 'second']) {
  writeFileSync(
    path.join(cwd, `src/${name}.bpf.c`),
    `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
static int unused_${name};
SEC("xdp") int ${name}(struct xdp_md *ctx) {
  unsigned sum = ctx->ingress_ifindex;
  for (int i = 0; i < 9; i++) sum += sum * i;
  return sum & 1 ? XDP_DROP : XDP_PASS;
}
char _${name}[] SEC("license") = "GPL";
`,
  )
}
const inputs = 'src/*.bpf.c'
// 4.19 and 5.4 are compiled alike and linked apart, so are 5.10 and 5.15; 5.15 and 6.1 are the same.
const profiles = ['linux-4.19', 'linux-5.4', 'linux-5.10', 'linux-5.15', 'linux-6.1', 'linux-6.12']
const cflags = ['-Wunused-variable']
const config = { objects: { probe: { inputs, profiles, cflags } } }

it('gives each profile the bytes, warnings and dependencies that it gets alone', async () => {
  const { objects } = await build({ cwd, config, write: false })
  expect(objects.map(({ profileName }) => profileName)).toEqual(profiles)
  for (const object of objects) {
    const alone = await build({ cwd, config, write: false, profiles: [object.profileName] })
    const { sha256, diagnostics, dependencies } = alone.objects[0] ?? {}
    expect({ ...object }).toMatchObject({ sha256, diagnostics, dependencies })
    expect(diagnostics).toHaveLength(2)
  }
})

it('runs equal links once, and equal compiles', async () => {
  // The native part behind a script that notes each of its processes.
  const real = path.dirname(nativePath())
  const folder = path.join(cwd, 'native')
  cpSync(real, folder, { recursive: true })
  renameSync(path.join(folder, 'bpf-linker'), path.join(folder, 'real'))
  const log = path.join(cwd, 'log')
  writeFileSync(path.join(folder, 'bpf-linker'), `#!/bin/sh\necho job >> '${log}'\nexec "$(dirname "$0")/real" "$@"\n`)
  chmodSync(path.join(folder, 'bpf-linker'), 0o755)
  writeFileSync(path.join(cwd, 'bpf-linker.config.json'), JSON.stringify(config))
  buildCommand()
  const { status, stderr } = await run(['build'], cwd, { BPF_LINKER_NATIVE_PATH: folder })
  expect(status, stderr).toBe(0)
  // A compile for v2 with two links, the same for v3, and all in one for v4.
  expect(readFileSync(log, 'utf8').trim().split('\n')).toHaveLength(7)
})
