import { expect, test } from 'vitest'
import { handmade } from '../object/testing/graph_of.ts'
import { typeParts } from './generate_types.ts'
import { moduleText } from './module.ts'
import type { ShapeOptions } from './shape.ts'
import { commentsIn } from './source_comments.ts'
import { typeContext } from './type_context.ts'

function text(types: readonly unknown[], options: ShapeOptions = {}): string {
  const parts = typeParts(typeContext(handmade(types), options))
  return moduleText({ comment: [], imports: [], parts }, 'typescript')
}

const int = { kind: 'int', name: 'int', size: 4, bits: 32, signed: true }
const struct = (name: string, type: number, more: object = {}) => ({
  ...{ kind: 'struct', name, size: 64 },
  members: [{ name: 'm', type, bitOffset: 0, ...more }],
})

test('what has no size is bytes', () => {
  const types = [{ kind: 'typedef', name: 'nothing', type: 0 }, struct('s', 1)]
  expect(text(types)).toContain('  m: Uint8Array\n')
  expect(text(types)).not.toContain('nothing =')
})

test('elements of arrays keep their typedefs', () => {
  const types = [
    int,
    { kind: 'typedef', name: 's32', type: 1 },
    { kind: 'array', type: 2, indexType: 1, count: 2 },
    { kind: 'array', type: 3, indexType: 1, count: 3 },
    struct('s', 4),
  ]
  expect(text(types)).toContain('  /** s32[3][2] at byte 0 */\n  m: s32[][]\n')
})

test('a bitfield of a wide type is narrower than its typedef', () => {
  const types = [
    { kind: 'int', name: 'unsigned long', size: 8, bits: 64 },
    { kind: 'typedef', name: 'u64', type: 1 },
    struct('s', 2, { bitSize: 40 }),
  ]
  expect(text(types)).toContain('export type u64 = bigint\n')
  expect(text(types)).toContain('  /** u64, 40 bits from bit 0 */\n  m: number\n')
})

test('values of enums: wide ones, one that is there twice, none', () => {
  const value = (name: string, value: number | string) => ({ name, value })
  const wide = {
    kind: 'enum64',
    name: 'wide',
    size: 8,
    signed: false,
    values: [value('A', '18446744073709551615'), value('B', '1')],
  }
  const twice = { kind: 'enum', name: 'twice', size: 4, signed: true, values: [value('C', -1), value('D', -1)] }
  const none = { kind: 'enum', name: 'none', size: 4, signed: false, values: [] }
  const small = { ...wide, name: 'small', values: [value('E', '4294967296')] }
  const all = text([wide, twice, none, small], { integers: 'number' })
  expect(all).toContain('export type wide = 18446744073709551615n | 1n\n')
  expect(all).toContain('export type twice = -1\n')
  expect(all).toContain('  readonly C: -1\n  readonly D: -1\n')
  expect(all).toContain('export type none = number\n')
  expect(all).not.toContain('export const none')
  expect(all).toContain('export type small = 4294967296\n')
})

test('comments of the source are above what we say', () => {
  const types = [int, { kind: 'typedef', name: 'pid', type: 1 }, struct('s', 2)]
  const source = '/* A process. */\ntypedef int pid;\n/* One. */\nstruct s {\n  pid m; /* its parent */\n};\n'
  const parts = typeParts(typeContext(handmade(types)), commentsIn([source]))
  const all = moduleText({ comment: [], imports: [], parts }, 'declarations')
  expect(all).toContain('/**\n * A process.\n * int\n */\nexport type pid = number\n')
  expect(all).toContain('/**\n * One.\n * struct s, 64 bytes\n */\nexport interface s {\n  /**\n   * its parent\n')
})
