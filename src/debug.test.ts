import { afterEach, expect, it, vi } from 'vitest'
import { debugFor, isAskedFor } from './debug.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

it.each([
  ['bpf-linker:*', true],
  ['*', true],
  ['bpf-linker:link', true],
  ['vite:*, bpf-linker:link', true],
  ['vite:* bpf-linker:l*', true],
  ['', false],
  ['bpf-linker', false],
  ['bpf-linker:cache', false],
  ['bpf-linker:*,-bpf-linker:link', false],
  ['*,-bpf-linker:l*', false],
  ['bpf.linker:link', false],
])('DEBUG=%j asks for bpf-linker:link: %s', (patterns, expected) => {
  expect(isAskedFor('bpf-linker:link', patterns)).toBe(expected)
})

it('writes lines to standard error, and only when it is asked to', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  vi.stubEnv('DEBUG', 'bpf-linker:cache')
  expect(debugFor('link')).toBeUndefined()
  debugFor('cache')?.('probe: found')
  expect(write).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^bpf-linker:cache probe: found \+\d+ms\n$/))
})
