import { expect, test } from 'vitest'
import { symbolsAbove } from './glibc_floor.mjs'

test('symbols of a newer glibc are named', () => {
  const table = `
DYNAMIC SYMBOL TABLE:
0000000000000000      DF *UND*	0000000000000000 (GLIBC_2.34) pthread_once
0000000000000000      DF *UND*	0000000000000000 (GLIBC_2.2.5) free
0000000000000000      DF *UND*	0000000000000000 (GLIBC_2.28) fcntl64
0000000000000000  w   D  *UND*	0000000000000000  __gmon_start__
0000000000001000 g    DF .text	0000000000000010 bpfLinkerNative
`
  expect(symbolsAbove(table, '2.28')).toEqual(['pthread_once (2.34)'])
  expect(symbolsAbove(table, '2.2.4')).toEqual(['pthread_once (2.34)', 'free (2.2.5)', 'fcntl64 (2.28)'])
})
