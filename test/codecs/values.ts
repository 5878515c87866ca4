/**
 * Values of C types: random ones, as initialisers in C, as what codecs take, and beside what codecs give. The mapping to
 * JavaScript is written down here once more, so that tests do not ask the code that they test.
 */
import type { CMember, CStruct, CType } from './c_types.ts'

/** A value as C has it. */
export type CValue =
  | { is: 'integer'; value: bigint }
  | { is: 'float'; value: number }
  | { is: 'text'; value: string }
  | { is: 'list'; values: CValue[] }
  /** By member. */
  | { is: 'struct'; values: CValue[] }
  /** Of a union, the member that was written. */
  | { is: 'union'; member: number; value: CValue }

type Random = (below: number) => number

export function randomValue(type: CType, random: Random, bits?: number): CValue {
  switch (type.kind) {
    case 'int':
      return { is: 'integer', value: randomInteger(random, bits ?? type.bytes * 8, type.signed) }
    case 'bool':
      return { is: 'integer', value: BigInt(random(2)) }
    case 'enum':
      // Flags are values that no enumerator has.
      return bits === undefined && random(4) > 0
        ? { is: 'integer', value: type.values[random(type.values.length)] as bigint }
        : { is: 'integer', value: randomInteger(random, bits ?? type.bytes * 8, type.signed) }
    case 'pointer':
      return { is: 'integer', value: randomInteger(random, 64, false) }
    case 'float': {
      const value = [0, 1.5, -0.1, 3e38, 1e-40, (random(2 ** 31) - 2 ** 30) / 2 ** random(40)][random(6)] as number
      return { is: 'float', value: type.bytes === 4 ? Math.fround(value) : value * (1 + Number.EPSILON) }
    }
    case 'text':
      return { is: 'text', value: randomText(random, type.size ?? random(20)) }
    case 'array':
      return { is: 'list', values: Array.from({ length: type.count ?? random(6) }, () => randomValue(type.of, random)) }
    case 'struct':
      return { is: 'struct', values: type.members.map((member) => randomValue(member.type, random, member.bits)) }
    case 'union': {
      const member = random(type.members.length)
      const { type: inner, bits: own } = type.members[member] as CMember
      return { is: 'union', member, value: randomValue(inner, random, own) }
    }
  }
}

function randomInteger(random: Random, bits: number, signed: boolean): bigint {
  let value = 0n
  for (let i = 0; i < bits; i += 16) value = (value << 16n) | BigInt(random(0x10000))
  // The ends of the range are where mistakes are.
  const kind = random(6)
  if (kind === 0) value = 0n
  if (kind === 1) value = -1n
  if (kind === 2) value = 1n << BigInt(bits - 1)
  if (kind === 3) value &= 0xffn
  return (signed ? BigInt.asIntN : BigInt.asUintN)(bits, value)
}

function randomText(random: Random, most: number): string {
  let text = ''
  let size = 0
  for (const end = random(most + 1); ; ) {
    const next = random(8) === 0 ? (['é', '€', '𝄞'][random(3)] as string) : String.fromCharCode(32 + random(95))
    size += Buffer.byteLength(next)
    if (size > end) return text
    text += next
  }
}

/** An initialiser. */
export function initialiser(type: CType, value: CValue): string {
  switch (value.is) {
    case 'integer':
      return integerText(type, value.value)
    case 'float':
      return `${value.value}${type.kind === 'float' && type.bytes === 4 ? 'f + 0' : ''}`.replace(/^(-?\d+)f/, '$1.0f')
    case 'text': {
      // No NUL behind a text that fills its array, nor in a flexible one.
      const bytes = [...Buffer.from(value.value)].map((byte) => `(char)${byte}`)
      return `{ ${bytes.join(', ')} }`
    }
    case 'list':
      return `{ ${value.values.map((item) => initialiser((type as { of: CType }).of, item)).join(', ')} }`
    default:
      return `{ ${designators(type as CStruct, value).join(', ')} }`
  }
}

function integerText(type: CType, value: bigint): string {
  if (type.kind === 'pointer') return `(void *)${value}ULL`
  if (type.kind === 'int' && type.bytes === 16) {
    const high = BigInt.asUintN(64, value >> 64n)
    return `(${type.c})((unsigned __int128)${high}ULL << 64 | ${BigInt.asUintN(64, value)}ULL)`
  }
  const text = value < 0n ? `(long long)${BigInt.asUintN(64, value)}ULL` : `${value}ULL`
  return type.kind === 'enum' || type.kind === 'int' ? `(${type.c})${text}` : text
}

function designators(type: CStruct, value: CValue): string[] {
  const one = (index: number, inner: CValue): string[] => {
    const { name, type: of } = type.members[index] as CMember
    return name === undefined ? designators(of as CStruct, inner) : [`.${name} = ${initialiser(of, inner)}`]
  }
  if (value.is === 'union') return one(value.member, value.value)
  return value.is === 'struct' ? value.values.flatMap((inner, index) => one(index, inner)) : []
}

/** What `encode` takes. */
export function inputOf(type: CType, value: CValue, bits?: number): unknown {
  switch (value.is) {
    case 'integer':
      return numberOf(type, value.value, bits)
    case 'float':
      return value.value
    case 'text':
      return value.value
    case 'list':
      return listOf(type, value.values)
    default:
      return Object.fromEntries(entries(type as CStruct, value))
  }
}

function entries(type: CStruct, value: CValue): [string, unknown][] {
  const one = (index: number, inner: CValue): [string, unknown][] => {
    const { name, type: of, bits } = type.members[index] as CMember
    return name === undefined ? entries(of as CStruct, inner) : [[name, inputOf(of, inner, bits)]]
  }
  if (value.is === 'union') return one(value.member, value.value)
  return value.is === 'struct' ? value.values.flatMap((inner, index) => one(index, inner)) : []
}

function numberOf(type: CType, value: bigint, bits: number | undefined): unknown {
  if (type.kind === 'bool') return value === 1n
  const bytes = type.kind === 'int' || type.kind === 'enum' ? type.bytes : 8
  const isNumber = bytes <= 4 || (type.kind === 'int' && bits !== undefined && bits <= 53)
  return isNumber ? Number(value) : value
}

function listOf(type: CType, values: readonly CValue[]): unknown {
  const of = (type as { of: CType }).of
  const items = values.map((item) => inputOf(of, item))
  return isByte(of) ? Uint8Array.from(items as number[]) : items
}

function isByte(type: CType): boolean {
  return type.kind === 'int' && type.bytes === 1 && !type.signed
}

/**
 * Where a decoded value differs from what C has; undefined where it does not. Of a union, the member that was written
 * counts; behind a flexible array, the padding of its struct may show as more elements.
 */
export function differenceOf(
  type: CType,
  value: CValue,
  decoded: unknown,
  bits?: number,
  path = '',
): string | undefined {
  switch (value.is) {
    case 'list': {
      const list = decoded as ArrayLike<unknown>
      const fits =
        (type as { count?: number }).count === undefined
          ? list.length >= value.values.length
          : list.length === value.values.length
      if (!fits || isByte((type as { of: CType }).of) !== decoded instanceof Uint8Array)
        return `${path}: ${list.length} elements`
      return first(value.values, (item, i) =>
        differenceOf((type as { of: CType }).of, item, list[i], undefined, `${path}[${i}]`),
      )
    }
    case 'struct':
    case 'union':
      return differenceIn(type as CStruct, value, decoded, path)
    default: {
      const expected = inputOf(type, value, bits)
      return Object.is(decoded, expected) ? undefined : `${path}: ${String(decoded)}, C has ${String(expected)}`
    }
  }
}

function differenceIn(type: CStruct, value: CValue, decoded: unknown, path: string): string | undefined {
  const one = (index: number, inner: CValue): string | undefined => {
    const { name, type: of, bits } = type.members[index] as CMember
    if (name === undefined) return differenceIn(of as CStruct, inner, decoded, path)
    return differenceOf(of, inner, (decoded as Record<string, unknown>)[name], bits, `${path}.${name}`)
  }
  if (value.is === 'union') return one(value.member, value.value)
  return value.is === 'struct' ? first(value.values, (inner, index) => one(index, inner)) : undefined
}

function first<T>(list: readonly T[], find: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of list.entries()) {
    const found = find(item, index)
    if (found !== undefined) return found
  }
  return undefined
}
