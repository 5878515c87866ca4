/** Basic blocks: straight pieces of code, entered only at the top, and where each goes on. */

import { leaders, nextOf } from './flow.ts'
import { type Instructions, jumpTarget } from './instruction.ts'

export interface Blocks {
  count: number
  /** First instruction of each block. */
  start: Int32Array
  /** Last instruction of each block (the first half, where it is a 16-byte load). */
  last: Int32Array
  /** Block of each instruction. */
  of: Int32Array
  /** What follows, then where it jumps; each only where it is inside the function. */
  successors: number[][]
}

export function splitBlocks(code: Instructions): Blocks {
  const { length } = code
  const begins = leaders(code)
  const of = new Int32Array(length)
  const start: number[] = []
  const last: number[] = []
  for (let i = 0; i < length; ) {
    if (begins[i] === 1) start.push(i)
    const block = start.length - 1
    last[block] = i
    const next = nextOf(code, i) ?? i + 1
    of.fill(block, i, next)
    i = next
  }
  const successors = last.map((index) => {
    const next = nextOf(code, index)
    const jump = jumpTarget(code, index)
    const to: number[] = []
    if (next !== undefined && next < length) to.push(of[next] ?? 0)
    if (jump !== undefined && jump >= 0 && jump < length) to.push(of[jump] ?? 0)
    return to
  })
  return { count: start.length, start: Int32Array.from(start), last: Int32Array.from(last), of, successors }
}
