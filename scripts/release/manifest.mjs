// The package.json files of a release. Pure.

/** The packages of an architecture: names, and what of the native build is in them. */
export function platformPackages(arch) {
  return [
    { name: `@bpf-linker/linux-${arch}`, files: ['bpf-linker', 'include'] },
    {
      name: `@bpf-linker/in-process-linux-${arch}-gnu`,
      files: ['bpf-linker.node', 'libbpf-linker.so'],
      libc: 'glibc',
    },
  ]
}

/** The name that npm gives to the tarball of a package. */
export function tarballName(name, version) {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
}

/** package.json of a platform package; `main` is the one of bpf-linker. */
export function platformManifest({ name, files, libc }, arch, main) {
  return {
    name,
    version: main.version,
    description: files.includes('bpf-linker')
      ? `The native part of bpf-linker for Linux on ${arch}: a static executable, and headers`
      : `The addon of bpf-linker for Linux on ${arch} with glibc 2.28 or newer, for isolate: false`,
    homepage: main.homepage,
    bugs: main.bugs,
    repository: main.repository,
    // What is inside beside our own code: LICENSES/ has the texts.
    license: 'MIT AND Apache-2.0 WITH LLVM-exception AND BSD-2-Clause AND LGPL-2.1-or-later',
    os: ['linux'],
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
  const names = architectures.flatMap((arch) => platformPackages(arch).filter(({ libc }) => libc === undefined))
  return {
    ...rest,
    optionalDependencies: Object.fromEntries(names.map(({ name }) => [name, main.version])),
  }
}
