/**
 * Which instructions stand behind a choice that is made before the program is verified.
 *
 * Such choices are a `.rodata` variable that the loader sets, a `__kconfig`
 * variable, a CO-RE existence check, and the address of a weak ksym. The
 * verifier knows their value, walks only one side of a branch on it, and never sees the other.
 *
 * Two steps. `guard_values.ts` says at which branches nothing but such a choice (and
 * constants) decides. Here, the blocks that every path enters through one side
 * of one such branch are guarded by it: in a graph with a node for each side,
 * that node dominates them. `joint_guards.ts` finds those that need several.
 */

import type { FunctionInfo, ObjectInfo, RelocationInfo } from '../../object/types.ts'
import { splitBlocks } from './blocks.ts'
import { choices } from './cycles.ts'
import { dominators } from './dominators.ts'
import type { Guard, Guards } from './guard.ts'
import { findSources } from './guard_sources.ts'
import { guardedBranches } from './guard_values.ts'
import type { Instructions } from './instruction.ts'
import { jointGuards } from './joint_guards.ts'
import { type BlockGraph, blockGraph } from './leading_to.ts'

const NONE: Guards = { at: () => undefined }

export function guardsOf(
  object: ObjectInfo,
  info: FunctionInfo,
  code: Instructions,
  relocations: ReadonlyMap<number, RelocationInfo>,
  indexOf: (offset: number) => number,
): Guards {
  const sources = findSources(object, info, relocations, indexOf)
  if (sources.size === 0) return NONE
  const blocks = splitBlocks(code)
  const branches = guardedBranches(code, blocks, sources)
  if (branches.size === 0) return NONE
  const graph = blockGraph(blocks)
  const byBlock = guardedBlocks(graph, branches)
  const together = jointGuards(code, graph, branches)
  return {
    at: (index) => {
      const block = blocks.of[index] ?? 0
      return byBlock[block] ?? together(block)
    },
  }
}

function guardedBlocks(graph: BlockGraph, branches: ReadonlyMap<number, Guard>): (Guard | undefined)[] {
  // Nodes from `count` on are the sides of guarded branches.
  const { count, component } = graph
  const successors = [...graph.successors]
  const guards = new Array<Guard | undefined>(count)
  for (const [block, guard] of branches) {
    const sides = successors[block] ?? []
    // What follows a loop is not behind the branch that ends it: that side is taken in the end.
    const leaving = choices(sides, block, component)
    successors[block] = sides.map((to) => {
      guards.push(leaving.length < sides.length && leaving.includes(to) ? undefined : guard)
      return successors.push([to]) - 1
    })
  }
  const { order, parent } = dominators(successors)
  const result = new Array<Guard | undefined>(successors.length)
  for (const node of order) {
    // The outermost guard is the one to name: switching it off is enough, and the loader meets it first.
    const above = node === 0 ? undefined : result[parent[node] ?? 0]
    result[node] = above ?? guards[node]
  }
  return result.slice(0, count)
}
