/** The kernel's selftests as objects, by our `link()`: programs that none of us wrote. */
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { BpfLinkerError, type Cpu, link } from '../../src/index.ts'
import { type KernelSources, kernelSources } from '../corpus/kernel_sources.ts'
import { PATIENCE } from '../support/patience.ts'

/** The Makefile of the selftests builds for v3, and some of them for v2 and v4 too. */
const CPUS: readonly Cpu[] = ['v3', 'v2', 'v4', 'v3', 'v1']

/** Takes too long to verify in an emulated processor: each is a test of the limit of a million instructions. */
const SLOW =
  /^(pyperf|strobemeta|loop[1-6]|test_verif_scale|profiler|test_sysctl_loop|xdp_synproxy|bpf_flow|bloom_filter_bench|test_xdp_noinline|verif_scale)/

const hostHeaders = ['/usr/include', '/usr/include/x86_64-linux-gnu'].flatMap((folder) => ['-idirafter', folder])

/** Every `step`-th of those that link, as paths such as `linked_maps1.c.v3.o`. */
export async function selftestObjects(step: number, folder: string): Promise<string[]> {
  const sources = kernelSources()
  const jobs = sources.programs
    .filter((path) => !SLOW.test(basename(path)))
    .filter((_, index) => index % step === 0)
    .map((input, index) => ({ input, cpu: CPUS[index % CPUS.length] ?? 'v3' }))
  const objects: string[] = []
  const next = jobs.values()
  const worker = async () => {
    for (const { input, cpu } of next) {
      const object = join(folder, `${basename(input)}.${cpu}.o`)
      if (await linkOne(input, object, cpu, sources)) objects.push(object)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return objects.sort()
}

async function linkOne(input: string, outFile: string, cpu: Cpu, sources: KernelSources): Promise<boolean> {
  try {
    const { includeDirs, defines } = sources
    const cflags = ['-Wno-everything', ...hostHeaders]
    await link({ inputs: [input], outFile, cpu, includeDirs, defines, cflags, timeout: PATIENCE })
    return true
  } catch (error) {
    // A part of a multi-file program, or a source that needs another vmlinux.h: test/corpus is about those.
    if (error instanceof BpfLinkerError) return false
    throw error
  }
}
