import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSettling, type Settling } from './settling.ts'

let settling: Settling
let told: number

beforeEach(() => {
  vi.useFakeTimers()
  told = 0
  settling = createSettling(() => {
    told++
  })
})
afterEach(() => vi.useRealTimers())

/** Events, so many milliseconds apart. */
function events(count: number, apart: number): void {
  for (let i = 0; i < count; i++) {
    settling.event()
    vi.advanceTimersByTime(apart)
  }
}

test('a burst of events is told once, when it is over', () => {
  events(20, 5)
  expect(told).toBe(0)
  vi.advanceTimersByTime(1000)
  expect(told).toBe(1)
})

test('events that do not end are told meanwhile', () => {
  events(200, 5)
  expect(told).toBe(2)
  vi.advanceTimersByTime(1000)
  expect(told).toBe(3)
})

test('events far apart are told one by one, and none when there is none', () => {
  events(3, 100)
  expect(told).toBe(3)
  vi.advanceTimersByTime(1000)
  expect(told).toBe(3)
})

test('closed, it tells nothing', () => {
  settling.event()
  settling.close()
  vi.advanceTimersByTime(1000)
  expect(told).toBe(0)
})
