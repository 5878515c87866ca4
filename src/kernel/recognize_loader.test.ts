import { expect, test } from 'vitest'
import { assemble, exit } from '../../test/support/assemble.ts'
import type { ObjectInfo, SymbolInfo } from '../object/types.ts'
import { loaderOf } from './recognize_loader.ts'

const plain = assemble({ programs: { main: [exit()] } })

const withMap = (section: string, size: number): ObjectInfo => {
  const symbol: SymbolInfo = {
    name: 'counts',
    type: 'object',
    binding: 'global',
    visibility: 'default',
    section: 1,
    value: 0,
    size,
  }
  return { ...plain, maps: [{ name: 'counts', section, offset: 0 }], symbols: [symbol] }
}

test('what is made from Rust is for aya, else libbpf is assumed', () => {
  expect(loaderOf({ ...plain, language: 'rust' }, 'auto')).toBe('aya')
  expect(loaderOf(plain, 'auto')).toBe('libbpf')
})

test("aya's legacy definitions have seven words", () => {
  expect(loaderOf(withMap('maps', 28), 'auto')).toBe('aya')
  expect(loaderOf(withMap('maps/counts', 28), 'auto')).toBe('aya')
  // libbpf's and iproute2's; a definition by BTF has any size.
  expect(loaderOf(withMap('maps', 20), 'auto')).toBe('libbpf')
  expect(loaderOf(withMap('maps', 36), 'auto')).toBe('libbpf')
  expect(loaderOf(withMap('.maps', 28), 'auto')).toBe('libbpf')
})

test('a loader that is named is that one', () => {
  for (const loader of ['libbpf', 'cilium', 'aya', 'none'] as const) {
    expect(loaderOf({ ...plain, language: 'rust' }, loader)).toBe(loader)
  }
})
