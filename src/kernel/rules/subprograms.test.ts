import { expect, test } from 'vitest'
import { assemble, call, exit, functionAddress, helper, type Line, mov } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { callDepth, recursion, subprogramCount, subprograms } from './subprograms.ts'

const alone = assemble({ programs: { main: [mov(0, 0), exit()] } })

/** `main` → `f1` → … → the last. */
function chain(length: number) {
  const names = Array.from({ length }, (_, i) => `f${i + 1}`)
  const body = (i: number): Line[] => (i < length ? [call(`f${i + 1}`), exit()] : [mov(0, 0), exit()])
  return assemble({
    programs: { main: body(0) },
    subprograms: Object.fromEntries(names.map((name, i) => [name, body(i + 1)])),
  })
}

test('one function alone breaks none', () => {
  for (const rule of [subprograms, subprogramCount, callDepth, recursion]) expect(violations(rule, alone)).toEqual([])
})

test('a call is refused before 4.16, and told of where it stands', () => {
  const info = assemble({ programs: { main: [mov(1, 0), call('f'), call('f'), exit()] }, subprograms: { f: [exit()] } })
  expect(says(subprograms, info, '4.14')).toEqual(['BPF_CALL uses reserved fields'])
  expect(says(subprograms, info, '4.16')).toEqual([])
  expect(violations(subprograms, info)).toMatchObject([{ since: '4.16', location: { line: 2 } }])
})

test('at most 256 functions', () => {
  const wide = (count: number) => {
    const names = Array.from({ length: count - 1 }, (_, i) => `f${i}`)
    return assemble({
      programs: { main: [...names.map(call), exit()] },
      subprograms: Object.fromEntries(names.map((name) => [name, [exit()]])),
    })
  }
  expect(says(subprogramCount, wide(256), '5.10')).toEqual([])
  expect(says(subprogramCount, wide(257), '5.10')).toEqual(['too many subprograms'])
})

test('at most 8 frames', () => {
  expect(says(callDepth, chain(7), '5.10')).toEqual([])
  expect(says(callDepth, chain(8), '5.10')).toEqual(['the call stack of 9 frames is too deep'])
  expect(violations(callDepth, chain(8))).toMatchObject([{ message: expect.stringContaining('f7 → f8') }])
})

test('a global function is walked by itself, and whole paths are counted in other words', () => {
  const functionType = { id: 1, kind: 'func', type: 0, linkage: 'global' } as const
  const globals = (names: readonly string[]) => ({
    ...chain(8),
    btf: { size: 0, typeCount: 1, kinds: {}, types: [{ id: 0, kind: 'void' } as const, functionType] },
    subprograms: chain(8).subprograms.map((one) => (names.includes(one.name) ? { ...one, btfType: 1 } : one)),
  })
  expect(says(callDepth, globals(['f4']), '6.12')).toEqual(['the call stack of 8 frames is too deep !'])
  expect(says(callDepth, globals(['f4']), '5.4')).toEqual(['the call stack of 9 frames is too deep'])
  expect(says(callDepth, globals([]), '6.12')).toEqual(['the call stack of 9 frames is too deep'])
})

test('a callback counts as a frame, one that runs later does not', () => {
  const withCallback = (id: number) => {
    const body = (i: number): Line[] =>
      i < 7 ? [call(`f${i + 1}`), exit()] : [functionAddress(2, 'cb'), helper(id), exit()]
    return assemble({
      programs: { main: body(0) },
      subprograms: {
        cb: [exit()],
        ...Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`f${i + 1}`, body(i + 1)])),
      },
    })
  }
  const [bpfLoop, setTimerCallback] = [181, 170]
  expect(says(callDepth, withCallback(bpfLoop), '6.1')).toEqual(['the call stack of 9 frames is too deep'])
  expect(says(callDepth, withCallback(setTimerCallback), '6.1')).toEqual([])
})

test('recursion, also through others', () => {
  const info = assemble({
    programs: { main: [call('a'), exit()] },
    subprograms: { a: [call('b'), exit()], b: [mov(1, 0), call('a'), exit()] },
  })
  expect(says(recursion, info, '5.10')).toEqual(['back-edge from insn 5 to 2'])
  expect(says(recursion, info, '6.12')).toEqual(['the call stack of 9 frames is too deep'])
  expect(violations(recursion, info)[0]?.message).toBe('b calls a, which leads back to b')
  expect(violations(callDepth, info)).toEqual([])
})

test('a function that two call is no recursion', () => {
  const info = assemble({
    programs: { main: [call('a'), call('b'), exit()] },
    subprograms: { a: [call('c'), exit()], b: [call('c'), exit()], c: [exit()] },
  })
  expect(violations(recursion, info)).toEqual([])
})
