import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../setup/run.mjs'
import { planned, whyTooLong } from './plan.mjs'
import { MOST_MINUTES, SUITES } from './suites.mjs'

const always = { name: 'always', minutes: 10 }
const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name, minutes: 20, covers: [name] }))

/** Names in the order of the plan, those that are left out in brackets. */
function plan(knowledge, seed = 0) {
  const entries = planned([a, always, b, c], ({ name }) => knowledge[name], seed)
  return entries.map(({ suite, run }) => (run ? suite.name : `(${suite.name})`)).join(' ')
}

const never = { unchanged: false, passedAt: undefined }
const changed = (passedAt) => ({ unchanged: false, passedAt })
const same = (passedAt) => ({ unchanged: true, passedAt })

describe('planned()', () => {
  test('where nothing changed, the one that passed longest ago', () => {
    expect(plan({ a: same(3), b: same(1), c: same(2) })).toBe('always b (c) (a)')
  })

  test('what changed, longest ago first, and nothing in turn', () => {
    expect(plan({ a: changed(3), b: same(1), c: changed(2) })).toBe('always c a (b)')
  })

  test('on a new machine all, not beginning with the same', () => {
    expect(plan({ a: never, b: never, c: never })).toBe('always a b c')
    expect(plan({ a: never, b: never, c: never }, 4)).toBe('always b c a')
    expect(plan({ a: changed(1), b: never, c: same(2) }, 4)).toBe('always b a (c)')
  })

  test('each has a reason', () => {
    const reasons = planned([a, always, b], () => same(1), 0).map(({ reason }) => reason)
    expect(reasons).toEqual([
      'always',
      'its turn: nothing that the heavy ones cover changed',
      'it passed on just what it covers',
    ])
  })
})

test('what no longer fits is told with its figures; what is run always is never left out', () => {
  expect(whyTooLong(a, 25, 45)).toBeUndefined()
  expect(whyTooLong(a, 25.1, 45)).toBe('26 of 45 minutes are used, and it takes 20')
  expect(whyTooLong(always, 44, 45)).toBeUndefined()
})

describe('the table', () => {
  test('covers what there is', () => {
    const missing = SUITES.flatMap(({ name, covers = [] }) => {
      return covers.filter((path) => !existsSync(join(root, path))).map((path) => `${name}: ${path}`)
    })
    expect(missing).toEqual([])
  })

  test('has suites of different names, and a command of package.json for each', async () => {
    const { scripts } = (await import('../../package.json', { with: { type: 'json' } })).default
    expect(new Set(SUITES.map(({ name }) => name)).size).toBe(SUITES.length)
    for (const { command } of SUITES) expect(scripts).toHaveProperty([command.split(' ').at(-1)])
  })

  test('takes half an hour where nothing changed, and every suite fits in a run', () => {
    const minutes = SUITES.filter(({ covers }) => covers === undefined).reduce((sum, suite) => sum + suite.minutes, 0)
    expect(minutes).toBeLessThanOrEqual(30)
    for (const { covers, minutes: own } of SUITES) if (covers) expect(minutes + own).toBeLessThanOrEqual(MOST_MINUTES)
  })
})
