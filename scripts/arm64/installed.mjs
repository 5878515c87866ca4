// bpf-linker as a user of some machine has it: npm chooses among the packed tarballs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { publishedPackages, tarballName } from '../release/manifest.mjs'
import { readManifest } from '../release/pack.mjs'
import { ARCHITECTURES } from '../release/packages.mjs'
import { run } from '../setup/run.mjs'

/** npm's options by which it installs what a machine of another architecture would get. */
export function machineOf(arch) {
  return ['--os=linux', `--cpu=${arch}`, '--libc=glibc']
}

/** Installs it with the addon for an architecture; `{ project, native }`: the folder, and that of the executable. */
export function installFor(arch, { folder, tarballs }) {
  const { name, version } = readManifest()
  const files = (names) => {
    return Object.fromEntries(
      names.map((each) => [each, `file:${join(resolve(tarballs), tarballName(each, version))}`]),
    )
  }
  const platforms = publishedPackages(Object.keys(ARCHITECTURES))
  const project = join(folder, arch)
  mkdirSync(project, { recursive: true })
  const manifest = {
    private: true,
    type: 'module',
    dependencies: files([name]),
    // Only optional ones does npm install for another machine.
    optionalDependencies: files(platforms.filter(({ libc }) => libc !== undefined).map(({ name }) => name)),
    // What bpf-linker itself names, which no registry has yet.
    overrides: files(platforms.filter(({ libc }) => libc === undefined).map(({ name }) => name)),
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...machineOf(arch)], { cwd: project })
  return { project, native: join(project, 'node_modules/@bpf-linker', `linux-${arch}`) }
}
