/** Real inputs of each kind: C sources and bitcode of the kernel's selftests, and what rustc hands to its linker. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kernelSources } from '../corpus/kernel_sources.ts'
import { clangBitcode } from '../corpus/reference.ts'
import { buildProgram, parseProgram, programFolder } from '../rust/program.ts'
import { type Job, machines } from './machines.ts'

/** One with vmlinux.h: what takes half a second to compile takes ten seconds by QEMU. */
const SOURCES = [
  ['bpf_loop.c'],
  ['test_static_linked1.c', 'test_static_linked2.c'],
  ['test_tc_tunnel.c'],
  ['test_l4lb_noinline.c'],
  ['test_core_reloc_kernel.c'],
  ['test_btf_map_in_map.c'],
]

const BITCODE = [
  { stage: 'unoptimised', names: ['linked_funcs1.c', 'linked_funcs2.c'] },
  { stage: 'unoptimised', names: ['test_cls_redirect.c'] },
  { stage: 'optimised', names: ['linked_maps1.c', 'linked_maps2.c'] },
  { stage: 'optimised', names: ['test_l4lb_noinline.c'] },
] as const

/** The job that is refused. */
export const CUT_SHORT = 'bitcode, cut short'

export const RUST_PROGRAMS = ['map.rs', 'generic_functions.rs', 'memory_builtins_used.rs', 'c_shim_archive.rs']

export async function allJobs(folder: string): Promise<Record<string, Job>> {
  mkdirSync(folder, { recursive: true })
  const jobs = { ...sourceJobs(), ...(await bitcodeJobs(folder)), ...rustJobs(folder) }
  // Debug info has paths relative to the folder of the project, which is another one for each machine.
  return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, { ...job, cwd: folder }]))
}

function sourceJobs(): Record<string, Job> {
  const { includeDirs, defines } = kernelSources()
  // As test/corpus has it: some include glibc's headers.
  const hostHeaders = ['/usr/include', '/usr/include/x86_64-linux-gnu'].flatMap((each) => ['-idirafter', each])
  const common = { cpu: 'v3', includeDirs, defines, cflags: ['-Wno-everything', ...hostHeaders] } as const
  return Object.fromEntries(
    SOURCES.map((names) => [`C, ${names.join(' + ')}`, { ...common, inputs: selftests(names) }]),
  )
}

/** clang-22's, before its passes ran and after, and our own. */
async function bitcodeJobs(folder: string): Promise<Record<string, Job>> {
  const jobs: Record<string, Job> = {}
  for (const { stage, names } of BITCODE) {
    const inputs = await clangBitcode(selftests(names), stage, kernelSources(), folder)
    if (inputs === undefined) throw new Error(`clang-22 refuses ${names.join(' + ')}`)
    jobs[`bitcode, ${stage}, ${names.join(' + ')}`] = { inputs, cpu: 'v3' }
  }
  // What the package itself writes is bitcode of the LLVM that is shipped.
  const merged = join(folder, 'merged.bc')
  const [linked = ''] = Object.keys(jobs)
  execFileSync(join(machines.x64, 'bpf-linker'), ['-r', '--btf', '-o', merged, ...(jobs[linked]?.inputs ?? [])])
  jobs[`${linked}, merged by us`] = { inputs: [merged], cpu: 'v3' }
  const damaged = join(folder, 'damaged.bc')
  copyFileSync(join(folder, 'test_cls_redirect.unoptimised.bc'), damaged)
  truncateSync(damaged, 20_000)
  return { ...jobs, [CUT_SHORT]: { inputs: [damaged] } }
}

function selftests(names: readonly string[]): string[] {
  return names.map((name) => join(kernelSources().selftests, 'progs', name))
}

/** What rustc hands to its linker, which a script in the linker's place takes copies of: rustc removes them. */
function rustJobs(folder: string): Record<string, Job> {
  return Object.fromEntries(
    RUST_PROGRAMS.map((name) => {
      const own = join(folder, name)
      const kept = join(own, 'kept')
      mkdirSync(kept, { recursive: true })
      const keeper = join(own, 'keep.sh')
      writeFileSync(keeper, keeperScript(kept), { mode: 0o755 })
      const { ok, messages } = buildProgram(parseProgram(join(programFolder, name)), keeper, own)
      if (!ok) throw new Error(`rustc failed on ${name}: ${messages}`)
      const list = (file: string) => readFileSync(join(kept, file), 'utf8').split('\n').filter(Boolean)
      return [`Rust, ${name}`, { inputs: list('inputs'), exports: list('symbols') }]
    }),
  )
}

/** Without symbols.o, which has no bitcode. */
const keeperScript = (kept: string) => `#!/bin/sh
for each; do
  case "$each" in
    */symbols.o) ;;
    */symbols) cp "$each" '${kept}/symbols' ;;
    *.o | *.rlib | *.a) cp "$each" '${kept}' && echo "${kept}/$(basename "$each")" >> '${kept}/inputs' ;;
  esac
done
`
