import { describe, expect, test } from 'vitest'
import { paintFor } from './paint.ts'

describe('colours', () => {
  const tty = { isTTY: true }
  const red = (stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv) => paintFor(stream, env)('red', 'x') !== 'x'

  test('are for terminals, and as the environment says', () => {
    expect(red(tty, {})).toBe(true)
    expect(red({}, {})).toBe(false)
    expect(red(tty, { NO_COLOR: '1' })).toBe(false)
    expect(red(tty, { NO_COLOR: '' })).toBe(true)
    expect(red({}, { FORCE_COLOR: '1' })).toBe(true)
    expect(red(tty, { FORCE_COLOR: '0' })).toBe(false)
    expect(red(tty, { TERM: 'dumb' })).toBe(false)
  })
})
