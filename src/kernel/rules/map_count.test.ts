import { expect, test } from 'vitest'
import { address, assemble, exit } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { mapCount } from './map_count.ts'

const using = (count: number, ...more: string[]) => {
  const maps = Array.from({ length: count }, (_, i) => `m${i}`)
  return assemble({
    maps,
    rodata: ['setting'],
    programs: { main: [...[...maps, ...maps, ...more].map((name) => address(1, name)), exit()] },
  })
}

test('64 maps, each used twice, are fine', () => {
  expect(violations(mapCount, using(64))).toEqual([])
})

test('65 are not, and .rodata is one', () => {
  for (const info of [using(65), using(64, 'setting')]) {
    expect(says(mapCount, info, '5.10')).toEqual(['Argument list too long (E2BIG)'])
    expect(says(mapCount, info, '6.12')).toEqual(['The total number of maps per program has reached the limit of 64'])
  }
  expect(violations(mapCount, using(65))[0]?.location).toMatchObject({ line: 65 })
})
