/**
 * JavaScript that reads and writes one value which is no struct, union or array, in a `DataView` named `v`. Names that
 * begin with `$` are the runtime's.
 */
import type { Shape } from './shape.ts'

export type ScalarShape = Exclude<Shape, { kind: 'array' | 'struct' | 'union' }>
type IntegerShape = Extract<Shape, { kind: 'int' | 'enum' }>

/** Where a value is. Texts are expressions. */
export interface Place {
  /** The first byte of what `offset` counts from. */
  base: string
  offset: number
  little: boolean
  bitfield?: Bitfield | undefined
  /** Where the buffer ends, for what has no size of its own. */
  end: string
  /** What errors call the member: its name as a literal, or an index. */
  key: string
}

export interface Bitfield {
  /** From `base`, as BTF counts. */
  bitOffset: number
  size: number
  /** Bytes of the struct: none beyond is touched. */
  room: number
}

/** `o + 8` */
export function at(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`
}

export function readScalar(shape: ScalarShape, place: Place): string {
  const start = at(place.base, place.offset)
  switch (shape.kind) {
    case 'int':
    case 'enum':
      return readInteger(shape, place)
    case 'bool':
      return `${readInteger(asInteger(shape), place)} !== 0`
    case 'float':
      return `v.getFloat${shape.bytes * 8}(${start}, ${place.little})`
    case 'pointer':
      return `v.getBigUint64(${start}, ${place.little})`
    case 'string':
    case 'bytes':
      return `$${shape.kind === 'string' ? 'text' : 'bytes'}(v, ${start}, ${shape.bytes ?? `${place.end} - (${start})`})`
  }
}

/** A statement. */
export function writeScalar(shape: ScalarShape, place: Place, value: string): string {
  const { base, offset, little, key } = place
  const start = at(base, offset)
  switch (shape.kind) {
    case 'int':
    case 'enum':
      return setInteger(shape, place, checked(shape, value, key))
    case 'bool':
      return setInteger(asInteger(shape), place, `$bool(${value}, ${key})`)
    case 'float':
      return `v.setFloat${shape.bytes * 8}(${start}, $float(${value}, ${key}), ${little})`
    case 'pointer':
      return `v.setBigUint64(${start}, $wide(${value}, 64, false, ${key}), ${little})`
    case 'string':
    case 'bytes':
      return `$${shape.kind === 'string' ? 'setText' : 'setBytes'}(v, ${start}, ${shape.bytes}, ${value}, ${key})`
  }
}

function asInteger({ bytes, bits }: { bytes: number; bits: number }): IntegerShape {
  return { kind: 'int', bytes, bits, signed: false, as: bytes > 4 ? 'bigint' : 'number' }
}

function readInteger({ bytes, signed, as }: IntegerShape, { base, offset, little, bitfield, key }: Place): string {
  if (bitfield) return readBits(bitfield, base, little, signed, as, key)
  const start = at(base, offset)
  const sign = signed ? 'Int' : 'Uint'
  if (bytes === 1) return `v.get${sign}8(${start})`
  if (bytes <= 4) return `v.get${sign}${bytes * 8}(${start}, ${little})`
  if (bytes > 8) return `BigInt.as${sign}N(128, $bits(v, ${start}, 16, 0, 128, ${little}))`
  return as === 'number'
    ? `$readSafe(v, ${start}, ${little}, ${signed}, ${key})`
    : `v.getBig${sign}64(${start}, ${little})`
}

/** An expression that throws, or is what a setter takes: a bigint for what has more than 53 bits. */
function checked({ bits, signed, as }: IntegerShape, value: string, key: string): string {
  if (as === 'bigint') return `$wide(${value}, ${bits}, ${signed}, ${key})`
  if (bits > 53) return `$safe(${value}, ${signed}, ${key})`
  const [least, most] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
  return `$int(${value}, ${least}, ${most}, ${key})`
}

function setInteger(
  { bytes, bits, as }: IntegerShape,
  { base, offset, little, bitfield }: Place,
  value: string,
): string {
  const isBig = as === 'bigint' || bits > 53
  if (bitfield) return setBitfield(bitfield, base, little, value, isBig)
  const start = at(base, offset)
  if (bytes === 1) return `v.setUint8(${start}, ${value})`
  if (bytes <= 4) return `v.setUint${bytes * 8}(${start}, ${value}, ${little})`
  if (bytes > 8) return `$setBits(v, ${start}, 16, 0, 128, ${little}, ${value})`
  return `v.setBigUint64(${start}, ${value}, ${little})`
}

/** The bytes that a bitfield is in, and how far its lowest bit is above the lowest of them. */
interface Unit {
  start: number
  bytes: number
  shift: number
  /** A getter of `DataView` reads it at once, into 32 bits. */
  plain: boolean
}

function unitOf({ bitOffset, size, room }: Bitfield, little: boolean): Unit {
  const first = bitOffset >> 3
  const span = Math.ceil(((bitOffset & 7) + size) / 8)
  const plain = [1, 2, 4].find((width) => width >= span && width <= room)
  const bytes = plain ?? span
  const start = plain === undefined ? first : Math.min(first, room - bytes)
  const before = bitOffset - start * 8
  return { start, bytes, shift: little ? before : bytes * 8 - before - size, plain: plain !== undefined }
}

function readBits(field: Bitfield, base: string, little: boolean, signed: boolean, as: string, key: string): string {
  const { size } = field
  const { start, bytes, shift, plain } = unitOf(field, little)
  if (!plain) {
    const unsigned = `$bits(v, ${at(base, start)}, ${bytes}, ${shift}, ${size}, ${little})`
    const value = signed ? `BigInt.asIntN(${size}, ${unsigned})` : unsigned
    if (as === 'bigint') return value
    return size > 53 ? `$narrow(${value}, ${key})` : `Number(${value})`
  }
  const unit = `v.getUint${bytes * 8}(${at(base, start)}${bytes > 1 ? `, ${little}` : ''})`
  const low = shift === 0 ? unit : `${unit} >>> ${shift}`
  const unsigned = size === 32 ? unit : `(${low} & ${hex(size)})`
  const value = signed ? `(${unit} << ${32 - shift - size} >> ${32 - size})` : unsigned
  return as === 'bigint' ? `BigInt(${value})` : value
}

function setBitfield(field: Bitfield, base: string, little: boolean, value: string, isBig: boolean): string {
  const { size } = field
  const { start, bytes, shift, plain } = unitOf(field, little)
  const where = at(base, start)
  if (!plain) {
    return `$setBits(v, ${where}, ${bytes}, ${shift}, ${size}, ${little}, ${isBig ? value : `BigInt(${value})`})`
  }
  const number = isBig ? `Number(${value})` : value
  const order = bytes > 1 ? `, ${little}` : ''
  if (size === bytes * 8) return `v.setUint${size}(${where}, ${number}${order})`
  const rest = `v.getUint${bytes * 8}(${where}${order}) & ~(${hex(size)} << ${shift})`
  return `v.setUint${bytes * 8}(${where}, ${rest} | (${number} & ${hex(size)}) << ${shift}${order})`
}

function hex(bits: number): string {
  return `0x${(2 ** bits - 1).toString(16)}`
}
