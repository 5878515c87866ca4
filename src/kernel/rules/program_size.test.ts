import { expect, test } from 'vitest'
import { address, assemble, call, exit, mov, times } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { programSize } from './program_size.ts'

const ofLength = (length: number) => assemble({ programs: { main: [...times(length - 1, mov(0, 0)), exit()] } })
const TOO_LONG = 'Argument list too long (E2BIG)'

test.each([
  [4095, []],
  [4096, ['4.9']],
  [4097, ['4.9', '4.10', '5.1']],
])('%i instructions', (length, refusing) => {
  const found = ['4.9', '4.10', '5.1', '5.2', '6.12'].filter(
    (release) => says(programSize, ofLength(length), release).length > 0,
  )
  expect(found).toEqual(refusing)
  expect(says(programSize, ofLength(length), '4.9')).toEqual(refusing.length > 0 ? [TOO_LONG] : [])
})

test('a million and one, whatever the release', () => {
  const info = ofLength(1_000_001)
  expect(says(programSize, info, '6.12')).toEqual([TOO_LONG])
  expect(violations(programSize, info)[0]?.since).toBeUndefined()
})

test('subprograms count once each, 16-byte loads twice', () => {
  const info = assemble({
    programs: { main: [...times(1000, address(1)), call('f'), call('f'), exit()] },
    subprograms: { f: [...times(2093, mov(0, 0)), exit()] },
  })
  expect(says(programSize, info, '4.14')).toEqual([TOO_LONG])
  expect(violations(programSize, info)).toMatchObject([
    { message: 'main: 4097 instructions with 1 subprogram; the limit is 4096 before 5.2', since: '5.2' },
  ])
})
