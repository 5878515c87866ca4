/**
 * How deep calls of a program go, in functions and in bytes of stack.
 *
 * The kernel (`check_max_stack_depth`) follows every path of calls; the deepest is found here
 * once for each function, callees first, so that a shared function is no extra
 * work. A callback counts like a call, except that of a timer or work queue,
 * which runs on a stack of its own.
 */

import { CALL } from '../../bpf/opcodes.generated.ts'
import type { Callee, FunctionCode } from './function_code.ts'
import { lazy } from './lazy.ts'

export interface Call {
  caller: FunctionCode
  /** Number of the calling instruction in its function. */
  index: number
  callee: FunctionCode
}

export interface Depth {
  frames: {
    /** The longest path of calls from the program; empty when it calls nothing. */
    path: readonly Call[]
    /** A call that leads back to a function that is still running. */
    cycle: Call | undefined
  }
  /** The path that needs most, when each frame counts `size` bytes. Meaningless where calls go in a circle. */
  deepest(size: (code: FunctionCode) => number): { bytes: number; path: readonly Call[] }
  /** How many functions deep the verifier walks from there: a global function is walked by itself. */
  walked(code: FunctionCode): number
  /** The most bytes of stack that are in use when the function is called, over all paths from the program. */
  above(code: FunctionCode, size: (code: FunctionCode) => number): number
}

/** `bpf_timer_set_callback`. `bpf_wq_set_callback` is a kfunc. */
const ASYNC_HELPERS: ReadonlySet<number> = new Set([170])
const ASYNC_KFUNCS: ReadonlySet<string> = new Set(['bpf_wq_set_callback_impl', 'bpf_wq_set_callback'])

export function depthFrom(entry: FunctionCode | undefined): Depth {
  const { order, cycle } = calleesFirst(entry)
  const deepest: Depth['deepest'] = (size) => heaviest(entry, order, size)
  const walks = lazy(() => walkedFrames(order))
  return {
    frames: { path: deepest(() => 1).path, cycle },
    deepest,
    walked: (code) => walks().get(code) ?? 0,
    above: (code, size) => above(order, code, size),
  }
}

function walkedFrames(order: readonly FunctionCode[]): Map<FunctionCode, number> {
  const frames = new Map<FunctionCode, number>()
  for (const code of order) {
    const below = countedCalls(code).map(({ code: callee }) => (callee.global ? 0 : (frames.get(callee) ?? 0)))
    frames.set(code, 1 + Math.max(0, ...below))
  }
  return frames
}

/** Every function after all that it calls; and a call that makes this impossible. */
function calleesFirst(entry: FunctionCode | undefined): { order: FunctionCode[]; cycle: Call | undefined } {
  const order: FunctionCode[] = []
  let cycle: Call | undefined
  if (entry === undefined) return { order, cycle }
  const running = new Map<FunctionCode, boolean>([[entry, true]])
  const stack = [{ code: entry, calls: countedCalls(entry), next: 0 }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const call = top.calls[top.next++]
    if (call === undefined) {
      running.set(top.code, false)
      order.push(top.code)
      stack.pop()
    } else if (running.get(call.code) === true) {
      if (call.kind === 'subprogram') cycle ??= { caller: top.code, index: call.index, callee: call.code }
    } else if (!running.has(call.code)) {
      running.set(call.code, true)
      stack.push({ code: call.code, calls: countedCalls(call.code), next: 0 })
    }
  }
  return { order, cycle }
}

function heaviest(
  entry: FunctionCode | undefined,
  order: readonly FunctionCode[],
  size: (code: FunctionCode) => number,
): { bytes: number; path: Call[] } {
  const best = new Map<FunctionCode, { bytes: number; call: Call | undefined }>()
  for (const code of order) {
    const here = { bytes: 0, call: undefined as Call | undefined }
    for (const { code: callee, index } of countedCalls(code)) {
      const below = best.get(callee)?.bytes
      if (below === undefined || below <= here.bytes) continue
      here.bytes = below
      here.call = { caller: code, index, callee }
    }
    best.set(code, { bytes: here.bytes + size(code), call: here.call })
  }
  const path: Call[] = []
  for (let call = entry && best.get(entry)?.call; call !== undefined; call = best.get(call.callee)?.call)
    path.push(call)
  return { bytes: (entry && best.get(entry)?.bytes) ?? 0, path }
}

function above(order: readonly FunctionCode[], target: FunctionCode, size: (code: FunctionCode) => number): number {
  const most = new Map<FunctionCode, number>()
  for (const code of order.toReversed()) {
    const here = (most.get(code) ?? 0) + size(code)
    for (const { code: callee } of countedCalls(code)) most.set(callee, Math.max(most.get(callee) ?? 0, here))
  }
  return most.get(target) ?? 0
}

/** Calls that put a frame on top of the caller's. */
function countedCalls(code: FunctionCode): Callee[] {
  return code.callees().filter(({ kind, index }) => kind === 'subprogram' || !isAsync(code, index))
}

/** Whether the address taken at `index` goes to a function that runs it later. */
function isAsync({ code, calls }: FunctionCode, index: number): boolean {
  for (let i = index + 2; i < code.length; i++) {
    if (code.opcode[i] !== CALL) continue
    const call = calls.get(i)
    if (call?.kind === 'helper') return ASYNC_HELPERS.has(call.helper)
    return call?.kind === 'kfunc' && ASYNC_KFUNCS.has(call.target ?? '')
  }
  return false
}
