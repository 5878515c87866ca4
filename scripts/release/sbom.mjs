// What is inside of a platform package: a CycloneDX list, and the licence texts, both from Debian's packages.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureSysroot, readLock } from './sysroot.mjs'

/** Of what a package of each kind is made. */
const PARTS = {
  executable: ['sysroot', 'libbpf-headers', 'kernel-headers'],
  addon: ['sysroot'],
}

/** Writes sbom.cdx.json and LICENSES/ into `folder`. */
export function writeInventory(folder, { name, version, kind, arch }) {
  const lock = readLock()
  const components = PARTS[kind].flatMap((role) => lock[arch][role].map((each) => ({ ...each, role })))
  writeFileSync(
    join(folder, 'sbom.cdx.json'),
    `${JSON.stringify(cycloneDx({ name, version, components, arch }), null, 2)}\n`,
  )
  const texts = join(folder, 'LICENSES')
  mkdirSync(texts, { recursive: true })
  for (const component of components) {
    const text = join(ensureSysroot(component.role, arch), 'usr/share/doc', component.name, 'copyright')
    if (existsSync(text)) copyFileSync(text, join(texts, `${component.name}.txt`))
  }
}

/** CycloneDX 1.6, without what differs from one run to the next (serial number, time). */
export function cycloneDx({ name, version, components, arch }) {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', name, version, purl: `pkg:npm/${encodeURIComponent(name)}@${version}` },
    },
    components: components.map((each) => ({
      type: 'library',
      name: each.name,
      version: each.version,
      hashes: [{ alg: 'SHA-256', content: each.sha256 }],
      purl: `pkg:deb/debian/${each.name}@${encodeURIComponent(each.version)}?arch=${arch === 'x64' ? 'amd64' : arch}`,
    })),
  }
}
