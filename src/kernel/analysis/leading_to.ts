/**
 * From where a block is reached whatever is decided. A block leads there when one of
 * its ways on does; one that ends in a decided branch, of which one side is walked,
 * only when both do.
 */

import type { Blocks } from './blocks.ts'

export function predecessorsOf({ count, successors }: Blocks): number[][] {
  const found: number[][] = Array.from({ length: count }, () => [])
  successors.forEach((ways, block) => {
    for (const to of ways) found[to]?.push(block)
  })
  return found
}

/** 1 for each block that must lead to the target, and for the target. */
export function leadingTo(
  target: number,
  { count, successors }: Blocks,
  decided: { has(block: number): boolean },
  predecessors: readonly (readonly number[])[],
): Uint8Array {
  const must = new Uint8Array(count)
  must[target] = 1
  const open = [target]
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    for (const from of predecessors[block] ?? []) {
      if (must[from] === 1) continue
      if (decided.has(from) && !successors[from]?.every((to) => must[to] === 1)) continue
      must[from] = 1
      open.push(from)
    }
  }
  return must
}
