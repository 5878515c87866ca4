/**
 * Blocks that several guards keep the verifier from together: behind `if (a || b)`
 * no single branch decides, but with both off nothing leads there.
 *
 * Where the function's beginning need not lead to a block, the branches with one
 * side that does are its guards.
 */

import { JEQ, JNE } from '../../bpf/opcodes.generated.ts'
import { compareReleases } from '../release.ts'
import type { Guard } from './guard.ts'
import type { Instructions } from './instruction.ts'
import { type BlockGraph, leadingTo } from './leading_to.ts'

export function jointGuards(
  code: Instructions,
  graph: BlockGraph,
  branches: ReadonlyMap<number, Guard>,
): (block: number) => Guard | undefined {
  const known = new Map<number, Guard | undefined>()
  return (block) => {
    if (branches.size < 2) return undefined
    if (!known.has(block)) {
      known.set(block, find(code, graph, branches, leadingTo(block, graph, branches)))
    }
    return known.get(block)
  }
}

/** The branches from the beginning that turn away from what must lead there, as one guard. */
function find(
  code: Instructions,
  { count, last, successors }: BlockGraph,
  branches: ReadonlyMap<number, Guard>,
  must: Uint8Array,
): Guard | undefined {
  if (must[0] === 1) return undefined
  const seen = new Uint8Array(count)
  seen[0] = 1
  const open = [0]
  const found = new Map<string, { guard: Guard; choice: string }>()
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    const ways = successors[block] ?? []
    const guard = branches.get(block)
    const side = ways.findIndex((to) => must[to] === 1)
    if (guard !== undefined && side !== -1) {
      const choice = choiceOf(code, last[block] ?? 0, side)
      // One variable cannot be off here and on there.
      if ((found.get(guard.name)?.choice ?? choice) !== choice) return undefined
      found.set(guard.name, { guard, choice })
    }
    for (const to of ways) {
      if (must[to] === 1 || seen[to] === 1) continue
      seen[to] = 1
      open.push(to)
    }
  }
  const guards = [...found.values()].map(({ guard }) => guard)
  if (guards.length === 0) return undefined
  const since = guards
    .map((one) => one.since)
    .filter((one) => one !== undefined)
    .sort(compareReleases)
    .at(-1)
  return { name: [...found.keys()].join(' and '), since }
}

/** What the branch compares, and which side leads on: the same for `== 0` and the other side of `!= 0`. */
function choiceOf({ opcode, imm }: Instructions, index: number, side: number): string {
  const operation = (opcode[index] ?? 0) & 0xf8
  const opposite = (operation & 0xf0) === JNE
  return `${opposite ? operation ^ JNE ^ JEQ : operation} ${imm[index]} ${opposite ? 1 - side : side}`
}
