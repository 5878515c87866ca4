/**
 * From where a block is reached whatever is decided. A block leads there when one of
 * its ways on does; one that ends in a decided branch, of which one side is walked,
 * only when both do. A loop ends: of a branch that may leave it, that side counts.
 */

import type { Blocks } from './blocks.ts'
import { choices, cycles } from './cycles.ts'

/** A graph of blocks, looked at from both ends. */
export interface BlockGraph extends Blocks {
  predecessors: readonly (readonly number[])[]
  /** By block, see {@link cycles}. */
  component: Int32Array
}

export function blockGraph(blocks: Blocks): BlockGraph {
  const predecessors: number[][] = Array.from({ length: blocks.count }, () => [])
  blocks.successors.forEach((ways, block) => {
    for (const to of ways) predecessors[to]?.push(block)
  })
  return { ...blocks, predecessors, component: cycles(blocks.successors) }
}

/** 1 for each block that must lead to the target, and for the target. */
export function leadingTo(
  target: number,
  { count, successors, predecessors, component }: BlockGraph,
  decided: { has(block: number): boolean },
): Uint8Array {
  const must = new Uint8Array(count)
  must[target] = 1
  const open = [target]
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    for (const from of predecessors[block] ?? []) {
      if (must[from] === 1) continue
      const ways = successors[from] ?? []
      if (decided.has(from) && !choices(ways, from, component).every((to) => must[to] === 1)) continue
      must[from] = 1
      open.push(from)
    }
  }
  return must
}
