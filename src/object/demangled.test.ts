import { expect, test } from 'vitest'
import { demangler, readableName } from './demangled.ts'
import type { SymbolInfo } from './types.ts'

const LEGACY = '_ZN4$LT$demo..Leaf$GT$4call17h0123456789abcdefE'
const V0 = '_RNvCs1_4demo7program'
const symbol = (name: string, demangled?: string): SymbolInfo => ({
  name,
  ...(demangled !== undefined && { demangled }),
  type: 'function',
  binding: 'local',
  visibility: 'default',
  section: 1,
  value: 0,
  size: 8,
})
const symbols = [symbol(''), symbol('main'), symbol(LEGACY, '<demo::Leaf>::call'), symbol(V0, 'demo::program')]

test('the path where there is one, else the symbol', () => {
  expect(readableName({ name: 'main' })).toBe('main')
  expect(readableName({ name: V0, demangled: 'demo::program' })).toBe('demo::program')
})

test('each symbol in a text, whatever stands around it', () => {
  const demangle = demangler({ symbols })
  expect(demangle(`'${V0}' calls ${LEGACY}: main → ${V0}()`)).toBe(
    "'demo::program' calls <demo::Leaf>::call: main → demo::program()",
  )
  expect(demangle(`x${V0} ${V0}1 ${V0}.1`)).toBe(`x${V0} ${V0}1 ${V0}.1`)
  expect(demangle('')).toBe('')
})

test('a text about an object without such symbols stays', () => {
  expect(demangler({ symbols: [symbol('main')] })(`${V0} $&`)).toBe(`${V0} $&`)
})
