import { expect, test } from 'vitest'
import {
  add,
  assemble,
  call,
  exists,
  exit,
  helper,
  jeq,
  type Line,
  load64,
  mov,
  movReg,
  store64,
} from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { stackDepth, stackFrame } from './stack.ts'

const KPROBE = { programType: 'BPF_PROG_TYPE_KPROBE' }

test('512 bytes of stack are fine, 520 are not', () => {
  const frame = (bytes: number) => assemble({ programs: { main: [mov(1, 0), store64(10, -bytes, 1), exit()] } })
  expect(violations(stackFrame, frame(512))).toEqual([])
  expect(says(stackFrame, frame(520), '5.10')).toEqual(['invalid stack off=-520 size=8'])
  expect(says(stackFrame, frame(520), '6.1')).toEqual(['invalid write to stack R10 off=-520 size=8'])
})

test('through a copy of r10, and by its address alone', () => {
  const read = assemble({ programs: { main: [movReg(2, 10), add(2, -500), load64(0, 2, -20), exit()] } })
  expect(says(stackFrame, read, '6.1')).toEqual(['invalid read from stack R2 off=-520 size=8'])
  const address = assemble({ programs: { main: [movReg(2, 10), add(2, -600), helper(1), exit()] } })
  expect(says(stackFrame, address, '6.1')).toEqual(['invalid indirect access to stack'])
  expect(says(stackFrame, address, '6.18')).toEqual(['invalid write to stack'])
})

test('behind a guard it is conditional', () => {
  const info = assemble({ programs: { main: [exists(1), jeq(1, 0, 1), store64(10, -520, 1), mov(0, 0), exit()] } })
  expect(says(stackFrame, info, '6.1')).toEqual([
    'invalid write to stack R10 off=-520 size=8 [bpf_core_type_exists(thing)]',
  ])
})

const uses = (bytes: number, ...rest: Line[]): Line[] => [mov(1, 0), store64(10, -bytes, 1), ...rest, exit()]

test('frames of the deepest path count together, rounded to 32 bytes and from 6.9 to 16', () => {
  const path = (...frames: [number, number]) =>
    assemble({
      programs: { main: uses(frames[0], call('f'), call('g')) },
      subprograms: { g: uses(8), f: uses(frames[1]) },
    })
  expect(violations(stackDepth, path(256, 256))).toEqual([])
  expect(says(stackDepth, path(264, 248), '6.6')).toEqual(['combined stack size of 2 calls is 544. Too large'])
  expect(says(stackDepth, path(264, 240), '6.9')).toEqual([])
  expect(says(stackDepth, path(264, 256), '6.9')).toEqual(['combined stack size of 2 calls is 528. Too large'])
  expect(says(stackDepth, path(264, 256), '4.14')).toEqual([])
})

test('tracing programs have private stacks from 6.13 on, unless they make tail calls', () => {
  const [tailCall, randomNumber] = [12, 7]
  const calling = (id: number, program?: typeof KPROBE) =>
    assemble({
      programs: { main: uses(400, call('f')) },
      subprograms: { f: uses(400, helper(id)) },
      ...(program && { program }),
    })
  const words = ['combined stack size of 2 calls is 800. Too large']
  expect(says(stackDepth, calling(randomNumber, KPROBE), '6.12')).toEqual(words)
  expect(says(stackDepth, calling(randomNumber, KPROBE), '6.13')).toEqual([])
  expect(says(stackDepth, calling(tailCall, KPROBE), '6.13')).toEqual(words)
  expect(says(stackDepth, calling(randomNumber), '6.13')).toEqual(words)
})
