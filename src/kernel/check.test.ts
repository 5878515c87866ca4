import { expect, test } from 'vitest'
import type { ObjectInfo } from '../object/types.ts'
import { checkObject, requirements } from './check.ts'
import { resolveProfile } from './profiles.ts'

const empty: ObjectInfo = {
  endianness: 'little',
  size: 0,
  programs: [],
  subprograms: [],
  maps: [],
  dataSections: [],
  externs: [],
  sections: [],
  symbols: [],
}

test('an object without programs breaks nothing and needs nothing', () => {
  expect(checkObject(empty, resolveProfile('linux-4.14'))).toEqual([])
  expect(requirements(empty)).toEqual([])
})
