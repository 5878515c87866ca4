import { expect, test } from 'vitest'
import { assemble, call, exit, jeq, type Line, mov, times } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { verifierBudget } from './verifier_budget.ts'

/** Five levels, each of `fan` calls of the next, under `first`. */
function tree(fan: number, first: Line[] = []) {
  const body = (next: string) => [...times(fan, call(next)), exit()]
  return assemble({
    programs: { main: [...first, ...body('a')] },
    subprograms: { a: body('b'), b: body('c'), c: body('d'), d: [mov(0, 0), exit()] },
  })
}

test('calls count as often as they are walked', () => {
  expect(violations(verifierBudget, tree(16))).toMatchObject([
    { kernelSays: 'BPF program is too large. Processed 131073 insn', since: '5.2' },
  ])
  expect(says(verifierBudget, tree(16), '5.10')).toEqual([])
  expect(says(verifierBudget, tree(32), '5.10')).toEqual(['BPF program is too large. Processed 1000001 insn'])
  expect(violations(verifierBudget, tree(8))).toEqual([])
})

test('a way around the calls is the shortest run', () => {
  expect(violations(verifierBudget, tree(32, [mov(0, 0), jeq(0, 1, 32)]))).toEqual([])
})
