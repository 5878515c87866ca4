/**
 * Dominators: what every path from node 0 to a node passes.
 *
 * Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001): in
 * reverse postorder, the parent of a node is the nearest common ancestor of its
 * predecessors, repeated until nothing changes.
 */

export interface Dominators {
  /** Reverse postorder of what node 0 reaches. */
  order: readonly number[]
  /** The immediate dominator of each node in `order`; node 0 is its own. */
  parent: Int32Array
}

export function dominators(successors: readonly (readonly number[])[]): Dominators {
  const order = reversePostorder(successors)
  const rank = new Int32Array(successors.length).fill(-1)
  order.forEach((node, i) => {
    rank[node] = i
  })
  const predecessors: number[][] = successors.map(() => [])
  for (const node of order) for (const to of successors[node] ?? []) predecessors[to]?.push(node)

  const parent = new Int32Array(successors.length).fill(-1)
  parent[0] = 0
  const common = (a: number, b: number): number => {
    let [x, y] = [a, b]
    while (x !== y) {
      while ((rank[x] ?? 0) > (rank[y] ?? 0)) x = parent[x] ?? 0
      while ((rank[y] ?? 0) > (rank[x] ?? 0)) y = parent[y] ?? 0
    }
    return x
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const node of order) {
      if (node === 0) continue
      let nearest = -1
      for (const from of predecessors[node] ?? []) {
        if (parent[from] === -1) continue
        nearest = nearest === -1 ? from : common(nearest, from)
      }
      if (parent[node] !== nearest) {
        parent[node] = nearest
        changed = true
      }
    }
  }
  return { order, parent }
}

/** Every node before those that it leads to, except along back-edges. */
export function reversePostorder(successors: readonly (readonly number[])[]): number[] {
  const order: number[] = []
  const next = new Int32Array(successors.length).fill(-1)
  const stack = [0]
  next[0] = 0
  while (stack.length > 0) {
    const node = stack.at(-1) ?? 0
    const way = next[node] ?? 0
    const to = successors[node]?.[way]
    if (to === undefined) {
      order.push(node)
      stack.pop()
    } else {
      next[node] = way + 1
      if (next[to] === -1) {
        next[to] = 0
        stack.push(to)
      }
    }
  }
  return order.reverse()
}
