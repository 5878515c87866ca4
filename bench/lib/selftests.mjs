// The kernel's selftests as inputs: what test/corpus/kernel_sources.ts links to in
// .cache (npm test makes it).
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownHeaders } from './headers.mjs'

const cache = fileURLToPath(new URL('../../.cache/kernel-sources', import.meta.url))
const selftests = join(cache, 'linux-source-6.1/tools/testing/selftests/bpf')
const progs = join(selftests, 'progs')

/** Programs of several files: the Makefile's LINKED_SKELS, and three that use vmlinux.h. */
export const MULTI_FILE = {
  linked_funcs: ['linked_funcs1', 'linked_funcs2'],
  linked_maps: ['linked_maps1', 'linked_maps2'],
  linked_vars: ['linked_vars1', 'linked_vars2'],
  test_subskeleton: ['test_subskeleton_lib2', 'test_subskeleton_lib', 'test_subskeleton'],
  'three with vmlinux.h': ['bpf_loop', 'lsm_cgroup', 'test_vmlinux'],
}

/**
 * Compiles by clang-22 to an object or to bitcode; the path, or undefined where clang-22 refuses the source.
 * Each licence has a name of its own: llvm-link takes two of one name for a mistake.
 */
export function compileSelftest(name, form, folder, source = join(progs, `${name}.c`)) {
  if (!existsSync(progs)) throw new Error(`${progs} is missing: npm test makes it`)
  const output = join(folder, `${name}.${form}`)
  const include = [join(cache, 'vmlinux'), selftests, progs, join(cache, 'linux-source-6.1/tools/include/uapi')]
  const flags = [
    '-target',
    'bpf',
    '-mcpu=v3',
    '-g',
    '-O2',
    '-w',
    '-D__TARGET_ARCH_x86',
    ...licence(name),
    ...include.map((path) => `-I${path}`),
    ...ownHeaders,
  ]
  if (form === 'bc') flags.push('-emit-llvm')
  try {
    execFileSync('clang-22', [...flags, '-c', source, '-o', output], { stdio: 'ignore' })
    return output
  } catch {
    return undefined
  }
}

const licence = (name) => ['LICENSE', '_license'].map((symbol) => `-D${symbol}=${symbol}_${name}`)

/**
 * `count` bitcode files with the types of vmlinux.h each: the selftests that use
 * it and link by themselves, with names of their own for what they define.
 */
export function filesWithVmlinux(count, folder) {
  const names = readdirSync(progs)
    .filter((file) => file.endsWith('.c') && /include [<"]vmlinux\.h/.test(readFileSync(join(progs, file), 'utf8')))
    // Parts of programs of several files, and externs that disagree from file to file.
    .filter((file) => !/^(linked_|test_usdt|test_subskel|test_ksyms_weak)/.test(file))
    .map((file) => basename(file, '.c'))
  const files = []
  for (let rounds = 4; files.length < count && rounds > 0; rounds--) {
    for (const name of names) {
      if (files.length === count) break
      const plain = compileSelftest(name, 'bc', folder)
      if (plain === undefined) continue
      const nm = execFileSync('llvm-nm-22', ['--defined-only', '-g', '--format=just-symbols', plain], {
        encoding: 'utf8',
      })
      const renamed = nm.split('\n').filter(Boolean)
      // After the headers, whose members have such names too.
      const lines = ['vmlinux.h', 'bpf/bpf_helpers.h', 'bpf/bpf_tracing.h', 'bpf/bpf_core_read.h'].map(
        (h) => `#include <${h}>`,
      )
      lines.push(
        ...renamed.map((symbol) => `#define ${symbol} ${symbol}_${files.length}`),
        `#include "${join(progs, name)}.c"`,
      )
      const source = join(folder, `many_${files.length}.c`)
      writeFileSync(source, `${lines.join('\n')}\n`)
      const bitcode = compileSelftest(`many_${files.length}`, 'bc', folder, source)
      if (bitcode !== undefined) files.push(bitcode)
    }
  }
  return files
}
