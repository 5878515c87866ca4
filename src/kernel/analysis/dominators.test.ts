import { expect, test } from 'vitest'
import { dominators } from './dominators.ts'

/** Node by node: which nodes cannot be reached when it is taken out. */
function byRemoval(successors: readonly (readonly number[])[], node: number): Set<number> {
  const reach = (without: number) => {
    const seen = new Set<number>()
    const open = without === 0 ? [] : [0]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === without || seen.has(at)) continue
      seen.add(at)
      open.push(...(successors[at] ?? []))
    }
    return seen
  }
  const without = reach(node)
  return new Set([...reach(-1)].filter((other) => !without.has(other)))
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('on random graphs, what dominates is what cannot be left out (%i)', (seed) => {
  let state = seed
  const random = (below: number) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
  const successors = Array.from({ length: 30 }, () => Array.from({ length: random(3) }, () => random(30)))
  successors[0] = [1, 2]
  const { order, parent } = dominators(successors)
  const dominates = (node: number, other: number) => {
    for (let at = other; ; at = parent[at] ?? 0) {
      if (at === node) return true
      if (at === 0) return false
    }
  }
  for (const node of order) {
    const dominated = new Set(order.filter((other) => dominates(node, other)))
    expect(dominated, `node ${node}`).toEqual(byRemoval(successors, node))
  }
})
