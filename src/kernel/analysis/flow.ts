/**
 * The ways through one function.
 *
 * A depth-first walk in the kernel's order (`check_cfg`: first what follows, then
 * the jump) colours instructions: reached and still open, or done. An edge to
 * an open one closes a cycle, and only that is a back-edge: a jump to a lower
 * index need not be one, and 4.14 takes it. Calls lead on to the next
 * instruction; what they call has a walk of its own.
 */

import { EXIT, GOTO, GOTOL, GOTOX, JMP, JMP32, LD_IMM64 } from '../../bpf/opcodes.generated.ts'
import { classOf, type Instructions, jumpTarget } from './instruction.ts'

export interface Edge {
  from: number
  to: number
}

export interface Flow {
  /** 1 where the walk came. */
  readonly reached: Uint8Array
  readonly backEdges: readonly Edge[]
  /** Jumps that leave the function, and the fall off its end. */
  readonly outOfRange: readonly Edge[]
  /** Jumps into the second half of a 16-byte load. */
  readonly intoWide: readonly Edge[]
  /** A jump through a register: where it leads is in a table that this does not read. */
  readonly indirect: boolean
  /** The top of a loop from which no way leads to an `exit`. */
  readonly endless: number | undefined
}

const OPEN = 1
const DONE = 2

export function walk(code: Instructions): Flow {
  const { length } = code
  const state = new Uint8Array(length)
  const pushed = new Uint8Array(length)
  const stack = new Int32Array(length)
  const flow = {
    endless: undefined as number | undefined,
    reached: new Uint8Array(length),
    backEdges: [] as Edge[],
    outOfRange: [] as Edge[],
    intoWide: wideJumps(code),
    indirect: code.opcode.includes(GOTOX),
  }
  if (length === 0) return flow

  let depth = 0
  const follow = (from: number, to: number): boolean => {
    if (to < 0 || to >= length) flow.outOfRange.push({ from, to })
    else if (state[to] === 0) {
      state[to] = OPEN
      stack[depth++] = to
      return true
    } else if (state[to] === OPEN) flow.backEdges.push({ from, to })
    return false
  }

  follow(-1, 0)
  while (depth > 0) {
    const at = stack[depth - 1] ?? 0
    let deeper = false
    while (!deeper) {
      const way = pushed[at] ?? 0
      if (way >= 2) break
      pushed[at] = way + 1
      const to = way === 0 ? nextOf(code, at) : jumpTarget(code, at)
      if (to !== undefined) deeper = follow(at, to)
    }
    if (!deeper) {
      state[at] = DONE
      depth--
    }
  }
  for (let i = 0; i < length; i++) flow.reached[i] = state[i] === DONE ? 1 : 0
  if (!flow.indirect && flow.outOfRange.length === 0) flow.endless = endlessLoop(code, flow.backEdges)
  return flow
}

/** The instruction after this one, where it goes on; undefined after `exit` and `goto`. */
export function nextOf(code: Instructions, index: number): number | undefined {
  const opcode = code.opcode[index] ?? 0
  const stops = opcode === EXIT || opcode === GOTO || opcode === GOTOL || opcode === GOTOX
  return stops ? undefined : index + (opcode === LD_IMM64 ? 2 : 1)
}

/** `exit` or `goto`: what the kernel wants at the end of every subprogram. */
export function endsWell(code: Instructions): boolean {
  const last = code.opcode[code.length - 1] ?? 0
  return last === EXIT || last === GOTO || last === GOTOL || last === GOTOX
}

function endlessLoop(code: Instructions, backEdges: readonly Edge[]): number | undefined {
  if (backEdges.length === 0) return undefined
  const ends = new Uint8Array(code.length)
  for (let changed = true; changed; ) {
    changed = false
    for (let i = code.length - 1; i >= 0; i--) {
      if (ends[i] === 1) continue
      const next = nextOf(code, i)
      const jump = jumpTarget(code, i)
      const ended = (next !== undefined && ends[next] === 1) || (jump !== undefined && ends[jump] === 1)
      if (!ended && code.opcode[i] !== EXIT) continue
      ends[i] = 1
      changed = true
    }
  }
  return backEdges.find(({ to }) => ends[to] === 0)?.to
}

function wideJumps(code: Instructions): Edge[] {
  const found: Edge[] = []
  for (let from = 0; from < code.length; from++) {
    const kind = classOf(code.opcode[from] ?? 0)
    if (kind !== JMP && kind !== JMP32) continue
    const to = jumpTarget(code, from)
    if (to !== undefined && code.opcode[to - 1] === LD_IMM64) found.push({ from, to })
  }
  return found
}

/** Instructions at which a straight piece of code begins: the first, jump targets, and what follows a jump. */
export function leaders(code: Instructions): Uint8Array {
  const found = new Uint8Array(code.length + 1)
  found[0] = 1
  for (let i = 0; i < code.length; i++) {
    const opcode = code.opcode[i] ?? 0
    const target = jumpTarget(code, i)
    if (target !== undefined && target >= 0 && target < code.length) found[target] = 1
    if (target !== undefined || opcode === EXIT || opcode === GOTOX) found[i + 1] = 1
  }
  return found
}
