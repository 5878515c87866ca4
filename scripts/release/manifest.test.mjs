import { expect, test } from 'vitest'
import {
  platformManifest,
  platformPackages,
  publishedManifest,
  publishedPackages,
  SYSTEMS,
  tarballName,
} from './manifest.mjs'
import { readManifest } from './pack.mjs'

const main = readManifest()

test('a platform package is for one system, runs no scripts, and is never kept zipped', () => {
  const [executable, addon] = platformPackages('arm64').map((each) => platformManifest(each, { arch: 'arm64' }, main))
  expect(executable).toMatchObject({
    name: '@bpf-linker/linux-arm64',
    version: main.version,
    os: ['linux'],
    cpu: ['arm64'],
    preferUnplugged: true,
  })
  expect(executable).not.toHaveProperty('libc')
  expect(addon).toMatchObject({ name: '@bpf-linker/in-process-linux-arm64-gnu', libc: ['glibc'] })
  for (const manifest of [executable, addon]) expect(manifest).not.toHaveProperty('scripts')
})

test('a package for macOS is for macOS alone', () => {
  const [executable, ...others] = platformPackages('arm64', 'darwin')
  expect(others).toEqual([])
  expect(platformManifest(executable, { system: 'darwin', arch: 'arm64' }, main)).toMatchObject({
    name: '@bpf-linker/darwin-arm64',
    os: ['darwin'],
    cpu: ['arm64'],
    files: ['bpf-linker', 'include', 'LICENSES', 'sbom.cdx.json'],
  })
})

test('a system that is withheld says why, and has nothing among what is published', () => {
  const withheld = Object.keys(SYSTEMS).filter((system) => SYSTEMS[system].withheld !== undefined)
  expect(withheld).toEqual(['darwin'])
  const published = publishedPackages(['x64', 'arm64']).map(({ name }) => name)
  expect(published).toEqual([
    '@bpf-linker/linux-x64',
    '@bpf-linker/in-process-linux-x64-gnu',
    '@bpf-linker/linux-arm64',
    '@bpf-linker/in-process-linux-arm64-gnu',
  ])
})

test('what is published names exactly its platform packages, and nothing that only a clone has', () => {
  const published = publishedManifest(main, ['x64', 'arm64'])
  expect(published.optionalDependencies).toEqual({
    '@bpf-linker/linux-x64': main.version,
    '@bpf-linker/linux-arm64': main.version,
  })
  expect(published).not.toHaveProperty('scripts')
  expect(published).not.toHaveProperty('devDependencies')
  expect(published).not.toHaveProperty('workspaces')
  expect(published.exports).toEqual(main.exports)
})

test('a tarball is found under the name that npm gives it', () => {
  expect(tarballName('bpf-linker', '1.2.3')).toBe('bpf-linker-1.2.3.tgz')
  expect(tarballName('@bpf-linker/linux-arm64', '1.2.3')).toBe('bpf-linker-linux-arm64-1.2.3.tgz')
})
