// The static executable in a root that has nothing but it and its input: no libc, no /proc, no /tmp.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from '../setup/run.mjs'

/** Text, so that no other tool is needed to make it. */
const MODULE = `target triple = "bpf"
define i32 @program(ptr %context) section "xdp" {
  ret i32 2
}
`

/** What is wrong, or undefined. `by` is a command that runs those of another machine: a static program, and options. */
export async function emptyRootWorks(root, { tarballs, arch, by = [] }) {
  mkdirSync(root, { recursive: true })
  const tarball = readdirSync(tarballs).find((name) => name.startsWith(`bpf-linker-linux-${arch}-`))
  if (tarball === undefined) return `${tarballs} has no tarball of the executable for ${arch}`
  run('tar', ['-xzf', join(tarballs, tarball), '-C', root, '--strip-components=1', 'package/bpf-linker'])
  writeFileSync(join(root, 'program.ll'), MODULE)
  const [emulator, ...options] = by
  const runner = emulator === undefined ? [] : [`/${basename(emulator)}`, ...options]
  if (emulator !== undefined) copyFileSync(emulator, join(root, basename(emulator)))
  const args = [root, ...runner, '/bpf-linker', '/program.ll', '-o', '/program.o', '--export', 'program', '--btf']
  const { status, stderr, error } = spawnSync('chroot', args, { encoding: 'utf8' })
  if (status !== 0) return `status ${status}: ${error?.message ?? stderr}`
  const object = readFileSync(join(root, 'program.o'))
  return object.readUInt32BE(0) === 0x7f454c46 && object.readUInt16LE(18) === 247 ? undefined : 'no BPF object'
}
