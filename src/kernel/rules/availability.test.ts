import { expect, test } from 'vitest'
import { absence } from './availability.ts'

const of = (...intervals: { since: string; until?: string }[]) => absence({ intervals, source: 'x' })

test('what came with some release is absent before', () => {
  expect(of({ since: '5.8' })).toEqual({ since: '5.8', refusedIn: [{ since: '3.18', until: '5.8' }] })
})

test('what went and came back is absent twice', () => {
  expect(of({ since: '5.8', until: '5.10' }, { since: '6.1' })).toEqual({
    since: '6.1',
    refusedIn: [
      { since: '3.18', until: '5.8' },
      { since: '5.10', until: '6.1' },
    ],
  })
})

test('what is older than the tables is absent nowhere', () => {
  expect(of({ since: '3.19' })).toBeUndefined()
})
