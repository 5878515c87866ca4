/**
 * Cycles in a graph: Tarjan, "Depth-First Search and Linear Graph Algorithms"
 * (1972), without recursion.
 */

/** For each node that node 0 reaches, a number that it shares with all that lie on a cycle with it; -1 for others. */
export function cycles(successors: readonly (readonly number[])[]): Int32Array {
  const component = new Int32Array(successors.length).fill(-1)
  const order = new Int32Array(successors.length).fill(-1)
  const lowest = new Int32Array(successors.length)
  const next = new Int32Array(successors.length)
  const path: number[] = []
  const stack = [0]
  let count = 0
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (order[node] === -1) {
      order[node] = lowest[node] = count++
      path.push(node)
    }
    const way = next[node] ?? 0
    next[node] = way + 1
    const to = successors[node]?.[way]
    if (to !== undefined) {
      if (order[to] === -1) stack.push(to)
      else if (component[to] === -1) lowest[node] = Math.min(lowest[node] ?? 0, order[to] ?? 0)
      continue
    }
    stack.pop()
    const from = stack.at(-1)
    if (from !== undefined) lowest[from] = Math.min(lowest[from] ?? 0, lowest[node] ?? 0)
    if (lowest[node] !== order[node]) continue
    for (let member = path.pop(); member !== undefined; member = path.pop()) {
      component[member] = node
      if (member === node) break
    }
  }
  return component
}

/**
 * The ways on of which a decision chooses: from a loop, what leads out of it, since
 * it must end; else all.
 */
export function choices(ways: readonly number[], node: number, component: Int32Array): readonly number[] {
  const out = ways.filter((to) => component[to] !== component[node])
  return out.length === 0 ? ways : out
}
