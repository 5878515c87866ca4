// What is inside of a platform package: a CycloneDX list, and the licence texts, of Debian's packages or Homebrew's.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HEADERS } from './packages.mjs'
import { ensureSysroot, readLock } from './sysroot.mjs'

/** Of what a package of each kind is made. */
const PARTS = {
  executable: ['sysroot', ...HEADERS],
  addon: ['sysroot'],
}

/**
 * The parts of a package of some kind that are Debian's: `{ component, text }`, a component of CycloneDX and the file
 * of its licence.
 */
export function debianParts(kind, arch, roles = PARTS[kind]) {
  const lock = readLock()
  return roles.flatMap((role) =>
    lock[arch][role].map((each) => ({
      component: debianComponent(each, arch),
      text: join(ensureSysroot(role, arch), 'usr/share/doc', each.name, 'copyright'),
    })),
  )
}

/** Writes sbom.cdx.json and LICENSES/ into `folder`. */
export function writeInventory(folder, { name, version, parts }) {
  const components = parts.map(({ component }) => component)
  writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(cycloneDx({ name, version, components }), null, 2)}\n`)
  const texts = join(folder, 'LICENSES')
  mkdirSync(texts, { recursive: true })
  for (const { component, text } of parts) {
    if (existsSync(text)) copyFileSync(text, join(texts, `${component.name}.txt`))
  }
}

/** A package of the lock file. */
export function debianComponent({ name, version, sha256 }, arch) {
  return {
    type: 'library',
    name,
    version,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
    purl: `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${arch === 'x64' ? 'amd64' : arch}`,
  }
}

/** CycloneDX 1.6, without what differs from one run to the next (serial number, time). */
export function cycloneDx({ name, version, components }) {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', name, version, purl: `pkg:npm/${encodeURIComponent(name)}@${version}` },
    },
    components,
  }
}
