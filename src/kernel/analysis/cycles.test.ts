import { expect, test } from 'vitest'
import { choices, cycles } from './cycles.ts'

test('nodes on one cycle share a number, others have their own', () => {
  // 0 → 1 ⇄ 2 → 3, 2 → 4 → 4, 5 is not reached
  const component = cycles([[1], [2], [1, 3, 4], [], [4], [0]])
  expect(component[1]).toBe(component[2])
  expect(new Set([component[0], component[1], component[3], component[4]]).size).toBe(4)
  expect(component[5]).toBe(-1)
})

test('a loop within a loop is one cycle; two in a row are two', () => {
  const nested = cycles([[1], [2], [1, 0]])
  expect(new Set(nested).size).toBe(1)
  const row = cycles([[0, 1], [1, 2], []])
  expect(new Set(row).size).toBe(3)
})

test('a decision in a loop is about leaving it', () => {
  const successors = [[1], [1, 2], []]
  const component = cycles(successors)
  expect(choices([1, 2], 1, component)).toEqual([2])
  expect(choices([1], 0, component)).toEqual([1])
})
