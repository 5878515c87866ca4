// What the gate runs, in this order: the table that a new suite is added to.
//
//   name      what `npm run gate -- NAME` calls it
//   command   what is run, as in README
//   env       more environment, where the gate takes a part of what the command runs by itself
//   minutes   on a quiet machine of two cores
//   covers    folders and files of which a change may turn the suite red; none for a suite that is run always
//   why       what would be missed without it
export const SUITES = [
  {
    name: 'test',
    command: 'npm test',
    // A browser is there: what opens a page must not skip.
    env: { BPF_LINKER_NEEDS_BROWSER: '1' },
    minutes: 14,
    why: 'every test of the native part and of TypeScript',
  },
  { name: 'types', command: 'npm run --silent check', minutes: 1, why: 'TypeScript as strict as it gets' },
  { name: 'lint', command: 'npm run --silent lint', minutes: 1, why: 'biome, and clang-format on the C++' },
  {
    name: 'fresh',
    command: 'npm run --silent test:fresh',
    minutes: 5,
    why: 'README from a clean clone on a Debian 12 that has nothing',
  },
  {
    name: 'install',
    command: 'npm run --silent test:install',
    minutes: 12,
    covers: ['native', 'scripts', 'src/link', 'src/cli', 'package.json'],
    why: 'what users do: the packages that are published, installed by each package manager on bare systems',
  },
  {
    name: 'arm64',
    command: 'npm run --silent test:arm64',
    minutes: 6,
    covers: ['native', 'scripts', 'src/link', 'test/arm64', 'package.json'],
    why: 'the packages for arm64, by QEMU: the executable and the addon make the bytes that they make on x64',
  },
  {
    name: 'corpus',
    command: 'npm run --silent test:corpus',
    env: { CORPUS_STEP: '6' },
    minutes: 5,
    covers: ['native', 'src/link', 'src/object', 'src/codegen', 'src/runtime', 'test/corpus', 'test/support'],
    why: "the kernel's selftests beside LLVM's own tools, other ones than `npm test` takes",
  },
  {
    name: 'shipped',
    command: 'npm run --silent test:shipped',
    minutes: 7,
    covers: ['native', 'scripts/release', 'src/link', 'test/links'],
    why: 'links by the executable that is shipped, whose LLVM is not the one that `npm test` builds with',
  },
  {
    name: 'bitcode',
    command: 'npm run --silent test:bitcode',
    minutes: 8,
    covers: ['native', 'scripts/release', 'scripts/compilers', 'test/bitcode'],
    why: 'bitcode of other majors of LLVM, read by the executable that is shipped',
  },
  {
    name: 'kernels',
    command: 'npm run --silent test:kernels',
    minutes: 6,
    covers: ['native', 'src/kernel', 'src/link', 'src/object', 'data', 'test/kernels'],
    why: 'programs and findings beside booted kernels',
  },
  {
    name: 'tidy',
    command: 'npm run --silent lint:tidy',
    minutes: 9,
    covers: ['native', '.clang-tidy'],
    why: 'clang-tidy on every C++ file: what compiles and is a mistake all the same',
  },
]

/** All that one run may take. */
export const MOST_MINUTES = 45
