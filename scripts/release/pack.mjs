// The tarballs of a release, in .release/: each package is laid out in a folder of its own and packed by npm, which
// gives all files one time, so that the same files are the same bytes.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, root, run, SetupError } from '../setup/run.mjs'
import { platformManifest, platformPackages, publishedManifest } from './manifest.mjs'
import { debianParts, writeInventory } from './sbom.mjs'

export const RELEASE = join(root, '.release')

export function readManifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
}

/**
 * Packs the packages of an architecture from a native build; without the addon where that was not built. `inventory`
 * has the parts that are inside, and their licences (sbom.mjs).
 */
export function packPlatform(
  { system = 'linux', arch },
  dist,
  { addon, inventory = (kind) => debianParts(kind, arch) },
) {
  const main = readManifest()
  return platformPackages(arch, system)
    .filter(({ libc }) => addon || libc === undefined)
    .map((each) => {
      const folder = emptyFolder(each.name)
      for (const file of each.files) cpSync(join(dist, file), join(folder, file), { recursive: true })
      if (each.files.includes('bpf-linker')) chmodSync(join(folder, 'bpf-linker'), 0o755)
      rmSync(join(folder, 'include/.staged'), { force: true })
      writeManifest(folder, platformManifest(each, { system, arch }, main))
      copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
      const kind = each.libc === undefined ? 'executable' : 'addon'
      writeInventory(folder, { name: each.name, version: main.version, parts: inventory(kind) })
      return pack(folder)
    })
}

/** Packs bpf-linker itself, for these architectures. */
export function packMain(architectures) {
  run('node', [join(root, 'scripts/build.mjs')])
  const main = readManifest()
  const folder = emptyFolder(main.name)
  for (const file of main.files) cpSync(join(root, file), join(folder, file), { recursive: true })
  writeManifest(folder, publishedManifest(main, architectures))
  return pack(folder)
}

function emptyFolder(name) {
  const folder = join(RELEASE, 'packages', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

function writeManifest(folder, manifest) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The tarball's path. */
function pack(folder) {
  const into = join(RELEASE, 'tarballs')
  mkdirSync(into, { recursive: true })
  const told = capture('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into], { cwd: folder })
  if (told === undefined) throw new SetupError(`npm pack failed in ${folder}`)
  return join(into, JSON.parse(told)[0].filename)
}
