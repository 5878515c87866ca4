/**
 * The fewest instructions that a run of a program can take: the verifier goes
 * at least once from its beginning to an `exit`, through every call on that way,
 * and counts each instruction that it comes by.
 */

import { EXIT, LD_IMM64 } from '../../bpf/opcodes.generated.ts'
import { splitBlocks } from './blocks.ts'
import { reversePostorder } from './dominators.ts'
import type { FunctionCode } from './function_code.ts'

/** How long a run could be if it took everything once; more than `shortestRun`, and quick to know. */
export function expandedLength(entry: FunctionCode): number {
  return calleesFirst(entry, (code, of) => code.code.length + sum(calls(code).map(({ code: callee }) => of(callee))))
}

export function shortestRun(entry: FunctionCode): number {
  return calleesFirst(entry, shortestIn)
}

function shortestIn(code: FunctionCode, of: (callee: FunctionCode) => number): number {
  const blocks = splitBlocks(code.code)
  const cost = new Float64Array(blocks.count)
  for (let i = 0; i < code.code.length; i++) {
    if (code.code.opcode[i] === LD_IMM64) i++
    const block = blocks.of[i] ?? 0
    cost[block] = (cost[block] ?? 0) + 1
  }
  for (const { index, code: callee } of calls(code)) {
    const block = blocks.of[index] ?? 0
    cost[block] = (cost[block] ?? 0) + of(callee)
  }
  // To the end of each block. Along the order once is enough without loops; with them, until nothing improves.
  const distance = new Float64Array(blocks.count).fill(Number.POSITIVE_INFINITY)
  distance[0] = cost[0] ?? 0
  const order = reversePostorder(blocks.successors)
  for (let changed = true; changed; ) {
    changed = false
    for (const block of order) {
      for (const to of blocks.successors[block] ?? []) {
        const through = (distance[block] ?? 0) + (cost[to] ?? 0)
        if (through >= (distance[to] ?? 0)) continue
        distance[to] = through
        changed = true
      }
    }
  }
  const ends = order.filter((block) => code.code.opcode[blocks.last[block] ?? 0] === EXIT)
  const least = ends.reduce((low, block) => Math.min(low, distance[block] ?? low), Number.POSITIVE_INFINITY)
  return Number.isFinite(least) ? least : 0
}

/** A function's value from those of its callees; one that calls itself counts as 0 inside itself. */
function calleesFirst(
  entry: FunctionCode,
  value: (code: FunctionCode, of: (callee: FunctionCode) => number) => number,
): number {
  const known = new Map<FunctionCode, number>()
  const started = new Set<FunctionCode>([entry])
  const of = (code: FunctionCode) => known.get(code) ?? 0
  const stack = [entry]
  for (let code = stack.at(-1); code !== undefined; code = stack.at(-1)) {
    const next = calls(code).find(({ code: callee }) => !started.has(callee))
    if (next === undefined) {
      known.set(code, value(code, of))
      stack.pop()
    } else {
      started.add(next.code)
      stack.push(next.code)
    }
  }
  return of(entry)
}

/** Calls that the verifier follows where they stand: not of global functions, nor callbacks. */
function calls(code: FunctionCode) {
  return code.callees().filter((callee) => callee.kind === 'subprogram' && !callee.code.global)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
