/** One link by our API beside the same link by LLVM's tools. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { BpfLinkerError, link } from '../../src/index.ts'
import { PATIENCE } from '../support/patience.ts'
import type { KernelSources } from './kernel_sources.ts'
import { type Reference, referenceLink } from './reference.ts'
import { viewObject } from './view.ts'

export type Comparison =
  /** Both refuse the sources. */
  | { kind: 'both refuse'; ours: string }
  /** Only ours refuses. */
  | { kind: 'only ours refuses'; ours: string }
  /** Only LLVM's tools refuse. */
  | { kind: 'only ours links'; object: string; reference: string }
  /** Both link; what differs, and code that differs as it should. */
  | { kind: 'both link'; object: string; differences: string[]; improved: string[] }

export async function compareLink(inputs: string[], sources: KernelSources, folder: string): Promise<Comparison> {
  mkdirSync(folder, { recursive: true })
  const object = join(folder, 'ours.o')
  let exports: string[] = []
  let refusal: string | undefined
  try {
    const result = await link({
      inputs,
      outFile: object,
      cpu: 'v3',
      includeDirs: sources.includeDirs,
      defines: sources.defines,
      // Some selftests include glibc's headers; clang-22 finds them by itself.
      cflags: ['-Wno-everything', ...hostHeaders],
      timeout: PATIENCE,
    })
    exports = result.exports
  } catch (error) {
    if (!(error instanceof BpfLinkerError)) throw error
    refusal = `${error.code}: ${error.message}`
  }
  const reference = await referenceLink(inputs, exports, sources, join(folder, 'reference'))
  if (refusal !== undefined) return { kind: reference.ok ? 'only ours refuses' : 'both refuse', ours: refusal }
  if (!reference.ok) return { kind: 'only ours links', object, reference: reference.messages }
  return { kind: 'both link', object, ...differences(object, reference) }
}

const hostHeaders = ['/usr/include', '/usr/include/x86_64-linux-gnu'].flatMap((folder) => ['-idirafter', folder])

/**
 * Code may differ in one way: where LLVM's tools fill or copy an array on the
 * stack byte by byte, ours aligns the array and moves words. Code that has such
 * intrinsics and is not longer than LLVM's counts as improved.
 */
function differences(ours: string, reference: Reference): { differences: string[]; improved: string[] } {
  const [a, b] = [viewObject(ours), viewObject(reference.object)]
  const differences: string[] = []
  const improved: string[] = []
  const compare = (what: string, x: string[], y: string[]) => {
    if (x.join('\n') !== y.join('\n')) differences.push(`${what}: ${x.join(', ')} | ${y.join(', ')}`)
  }
  compare('sections', a.sections, b.sections)
  compare('visible symbols', a.visible, b.visible)
  compare('undefined symbols', a.undefinedNames, b.undefinedNames)
  for (const section of new Set([...a.code.keys(), ...b.code.keys()])) {
    const [x, y] = [a.code.get(section) ?? '', b.code.get(section) ?? '']
    const line = firstDifference(x, y)
    if (line === undefined) continue
    const isImproved = x.split('\n').length <= y.split('\n').length && usesMemoryIntrinsics(reference.optimised)
    const list = isImproved ? improved : differences
    list.push(`code of ${section}: ${line}`)
  }
  return { differences, improved }
}

function usesMemoryIntrinsics(bitcode: string): boolean {
  const ir = execFileSync('llvm-dis-22', ['-o', '-', bitcode], { encoding: 'utf8', maxBuffer: 256 << 20 })
  return /call void @llvm\.mem(set|cpy|move)\./.test(ir)
}

function firstDifference(a: string, b: string): string | undefined {
  if (a === b) return undefined
  const [x, y] = [a.split('\n'), b.split('\n')]
  const at = x.findIndex((line, index) => line !== y[index])
  return `line ${at + 1} of ${x.length} | ${y.length}: ${x[at]?.trim()} | ${y[at]?.trim()}`
}
