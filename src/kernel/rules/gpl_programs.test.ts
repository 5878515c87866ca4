import { expect, test } from 'vitest'
import { assemble, exit } from '../../../test/support/assemble.ts'
import { says, violations } from '../../../test/support/judge.ts'
import { gplPrograms } from './gpl_programs.ts'

const program = (programType: string, license: string) =>
  assemble({ license, program: { programType }, programs: { main: [exit()] } })

test('LSM and struct_ops programs of another licence are refused from their releases on', () => {
  const lsm = program('BPF_PROG_TYPE_LSM', 'Proprietary')
  expect(says(gplPrograms, lsm, '5.7')).toEqual(['LSM programs must have a GPL compatible license'])
  const ops = program('BPF_PROG_TYPE_STRUCT_OPS', 'Proprietary')
  expect(says(gplPrograms, ops, '5.11')).toEqual([])
  expect(says(gplPrograms, ops, '5.12')).toEqual(['struct ops programs must have a GPL compatible license'])
})

test('other types may have any licence, and these a compatible one', () => {
  expect(violations(gplPrograms, program('BPF_PROG_TYPE_XDP', 'Proprietary'))).toEqual([])
  expect(violations(gplPrograms, program('BPF_PROG_TYPE_LSM', 'Dual MIT/GPL'))).toEqual([])
})
