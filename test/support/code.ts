/** The code of an object, read without our native part: what the promises of a profile are held against. */
import type { FunctionInfo, ObjectInfo } from '../../src/object/types.ts'

/** The slots of 8 bytes of a function (RFC 9669); `info` must have been asked for with `disassembly`. */
function slotsOf(fn: FunctionInfo): Buffer[] {
  return (fn.disassembly ?? []).flatMap(({ bytes }) => {
    const whole = Buffer.from(bytes.replaceAll(' ', ''), 'hex')
    return whole.length === 16 ? [whole.subarray(0, 8), whole.subarray(8)] : [whole]
  })
}

/** Whether a depth-first walk meets a slot that it is still in: what kernels before 5.3 refuse as a back-edge. */
export function hasBackEdge(fn: FunctionInfo): boolean {
  const slots = slotsOf(fn)
  const next = (at: number): number[] => {
    const slot = slots[at]
    if (slot === undefined) return []
    const opcode = slot.readUInt8(0)
    if (opcode === 0x18) return [at + 2]
    const kind = opcode & 7
    const operation = opcode & 0xf0
    if ((kind !== 5 && kind !== 6) || operation === 0x80) return [at + 1]
    if (operation === 0x90) return []
    const distance = opcode === 0x06 ? slot.readInt32LE(4) : slot.readInt16LE(2)
    return operation === 0 ? [at + 1 + distance] : [at + 1, at + 1 + distance]
  }
  const state = new Map<number, 'open' | 'done'>([[0, 'open']])
  const walk = [{ at: 0, left: next(0) }]
  for (let top = walk.at(-1); top !== undefined; top = walk.at(-1)) {
    const to = top.left.pop()
    if (to === undefined) {
      state.set(top.at, 'done')
      walk.pop()
    } else if (state.get(to) === 'open') {
      return true
    } else if (!state.has(to)) {
      state.set(to, 'open')
      walk.push({ at: to, left: next(to) })
    }
  }
  return false
}

/** What of the instructions is not in `v1`, a line each: JMP32, ALU32, JLT and its kin, atomics other than add. */
export function newerThanV1(fn: FunctionInfo): string[] {
  return (fn.disassembly ?? []).flatMap(({ bytes, text }) => {
    const slot = Buffer.from(bytes.replaceAll(' ', ''), 'hex')
    const opcode = slot.readUInt8(0)
    const kind = opcode & 7
    const operation = opcode & 0xf0
    const isNew =
      kind === 6 ||
      (kind === 4 && operation !== 0xd0) ||
      (kind === 5 && operation >= 0xa0) ||
      (kind === 3 && (opcode & 0xe0) === 0xc0 && slot.readInt32LE(4) !== 0) ||
      (kind === 1 && (opcode & 0xe0) === 0x80)
    return isNew ? [text] : []
  })
}

/** What an object for `old-kernel-no-loops` must not be, a line each. Empty: it keeps every rule. */
export function brokenPromises(info: ObjectInfo): string[] {
  return info.programs.flatMap((program) => {
    const broken: string[] = []
    if (hasBackEdge(program)) broken.push('has a back-edge')
    if (program.instructions > 4096) broken.push(`has ${program.instructions} instructions`)
    for (const call of program.calls) if (call.kind !== 'helper') broken.push(`has a ${call.kind} call`)
    for (const { symbol, target } of program.relocations)
      if (target !== 'map') broken.push(`refers to ${symbol} (${target})`)
    for (const text of newerThanV1(program)) broken.push(`is not v1: ${text}`)
    return broken.map((what) => `${program.name} ${what}`)
  })
}
