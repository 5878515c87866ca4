// The package.json files of a release. Pure.

/**
 * The systems that there are packages for, by Node's names: what of the native build is in the packages of an
 * architecture. Those of a system that is withheld are built and packed, but neither published nor named by bpf-linker.
 */
export const SYSTEMS = {
  linux: {
    packages: (arch) => [
      {
        name: `@bpf-linker/linux-${arch}`,
        description: `The native part of bpf-linker for Linux on ${arch}: a static executable, and headers`,
        files: ['bpf-linker', 'include'],
      },
      {
        name: `@bpf-linker/in-process-linux-${arch}-gnu`,
        description: `The addon of bpf-linker for Linux on ${arch} with glibc 2.28 or newer, for isolate: false`,
        files: ['bpf-linker.node', 'libbpf-linker.so'],
        libc: 'glibc',
      },
    ],
  },
  darwin: {
    withheld: 'no Mac has built or run it yet; .github/workflows/platforms.yml does both',
    packages: (arch) => [
      {
        name: `@bpf-linker/darwin-${arch}`,
        description: `The native part of bpf-linker for macOS on ${arch}: an executable, and headers`,
        files: ['bpf-linker', 'include'],
      },
    ],
  },
}

/** The packages of an architecture. */
export function platformPackages(arch, system = 'linux') {
  return SYSTEMS[system].packages(arch)
}

/** The packages of these architectures that go to the registry. */
export function publishedPackages(architectures) {
  const systems = Object.keys(SYSTEMS).filter((system) => SYSTEMS[system].withheld === undefined)
  return architectures.flatMap((arch) => systems.flatMap((system) => platformPackages(arch, system)))
}

/** The name that npm gives to the tarball of a package. */
export function tarballName(name, version) {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
}

/** package.json of a platform package; `main` is the one of bpf-linker. */
export function platformManifest({ name, description, files, libc }, { system = 'linux', arch }, main) {
  return {
    name,
    version: main.version,
    description,
    homepage: main.homepage,
    bugs: main.bugs,
    repository: main.repository,
    // What is inside beside our own code: LICENSES/ has the texts.
    license: 'MIT AND Apache-2.0 WITH LLVM-exception AND BSD-2-Clause AND LGPL-2.1-or-later',
    os: [system],
    cpu: [arch],
    ...(libc === undefined ? {} : { libc: [libc] }),
    // Yarn's PnP keeps packages zipped; what is in a zip cannot be executed.
    preferUnplugged: true,
    files: [...files, 'LICENSES', 'sbom.cdx.json'],
  }
}

/** package.json of bpf-linker as it is published: with the platform packages, without what only a checkout needs. */
export function publishedManifest(main, architectures) {
  const { scripts, devDependencies, workspaces, ...rest } = main
  const names = publishedPackages(architectures).filter(({ libc }) => libc === undefined)
  return {
    ...rest,
    optionalDependencies: Object.fromEntries(names.map(({ name }) => [name, main.version])),
  }
}
