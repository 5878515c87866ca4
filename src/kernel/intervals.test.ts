import { expect, test } from 'vitest'
import { overlap, without } from './intervals.ts'

const all = { since: '3.18' }

test('without: gaps before, between and after', () => {
  expect(without(all, [])).toEqual([all])
  expect(without(all, [{ since: '5.10' }])).toEqual([{ since: '3.18', until: '5.10' }])
  expect(
    without(all, [
      { since: '3.18', until: '5.9' },
      { since: '5.10', until: '6.1' },
    ]),
  ).toEqual([{ since: '5.9', until: '5.10' }, { since: '6.1' }])
  expect(without({ since: '5.0', until: '5.4' }, [{ since: '4.4', until: '5.2' }])).toEqual([
    { since: '5.2', until: '5.4' },
  ])
  expect(without({ since: '5.0', until: '5.4' }, [{ since: '4.4' }])).toEqual([])
  expect(without({ since: '5.0', until: '5.4' }, [{ since: '5.10' }])).toEqual([{ since: '5.0', until: '5.4' }])
})

test('overlap: the ends of both count', () => {
  expect(overlap({ since: '5.0', until: '5.10' }, [{ since: '4.4', until: '5.2' }, { since: '5.9' }])).toEqual([
    { since: '5.0', until: '5.2' },
    { since: '5.9', until: '5.10' },
  ])
  expect(overlap({ since: '5.0', until: '5.10' }, [{ since: '5.10' }])).toEqual([])
})
