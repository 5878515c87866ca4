/**
 * What generated codecs call for values that `DataView` alone does not read, and for every value that they write: each
 * writer gives back what a setter takes, or throws with the member's name.
 */
import { fail, type Key, mismatch } from './codec_error.ts'

/** An integer of at most 53 bits. */
export function int(value: unknown, least: number, most: number, key: Key): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number
  return fail(key, `an integer from ${least} to ${most}`, value)
}

/** An integer of any width, as `bigint`. */
export function wide(value: unknown, bits: number, signed: boolean, key: Key): bigint {
  if (typeof value === 'bigint' && (signed ? BigInt.asIntN : BigInt.asUintN)(bits, value) === value) return value
  return fail(key, `a bigint of ${bits} bits, ${signed ? 'signed' : 'unsigned'}`, value)
}

/** A 64-bit integer that is given as `number`. */
export function safe(value: unknown, signed: boolean, key: Key): bigint {
  return BigInt(int(value, signed ? Number.MIN_SAFE_INTEGER : 0, Number.MAX_SAFE_INTEGER, key))
}

/** A 64-bit integer as `number`: beyond 2^53 an error, since digits would be lost. */
export function readSafe(view: DataView, at: number, little: boolean, signed: boolean, key: Key): number {
  const high = at + (little ? 4 : 0)
  const value =
    (signed ? view.getInt32(high, little) : view.getUint32(high, little)) * 2 ** 32 +
    view.getUint32(at + (little ? 0 : 4), little)
  return Number.isSafeInteger(value)
    ? value
    : narrow(signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little), key)
}

export function narrow(value: bigint, key: Key): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  return fail(key, "an integer of at most 53 bits (`integers: 'bigint'` reads all)", value)
}

export function bool(value: unknown, key: Key): number {
  return typeof value === 'boolean' ? Number(value) : fail(key, 'true or false', value)
}

export function float(value: unknown, key: Key): number {
  return typeof value === 'number' ? value : fail(key, 'a number', value)
}

/** What members are read from. */
export function struct(value: unknown): void {
  if (typeof value !== 'object' || value === null) fail('', 'an object', value)
}

/** An array of so many elements; of any number where `count` is undefined. */
export function array(value: unknown, count: number | undefined, key: Key): readonly unknown[] {
  if (!Array.isArray(value)) return fail(key, 'an array', value)
  if (count !== undefined && value.length !== count) fail(key, `${count} elements`, value.length)
  return value
}

/**
 * Bits that no getter reads at once. They begin `shift` bits above the lowest one of `bytes` bytes.
 *
 * Little endian counts the bits of a bitfield from the least significant one of its first byte on, big endian from the
 * most significant one.
 */
export function bits(view: DataView, at: number, bytes: number, shift: number, size: number, little: boolean): bigint {
  let all = 0n
  for (let i = 0; i < bytes; i++) all = (all << 8n) | BigInt(view.getUint8(little ? at + bytes - 1 - i : at + i))
  return BigInt.asUintN(size, all >> BigInt(shift))
}

/** Leaves the bits around them as they are. */
export function setBits(
  view: DataView,
  at: number,
  bytes: number,
  shift: number,
  size: number,
  little: boolean,
  value: bigint,
): void {
  const all = bits(view, at, bytes, 0, bytes * 8, little)
  const low = BigInt(shift)
  const mask = ((1n << BigInt(size)) - 1n) << low
  let rest = (all & ~mask) | (BigInt.asUintN(size, value) << low)
  for (let i = 0; i < bytes; i++, rest >>= 8n) view.setUint8(little ? at + i : at + bytes - 1 - i, Number(rest & 255n))
}

/** A copy: buffers of a ring are used again. */
export function bytes(view: DataView, at: number, size: number): Uint8Array<ArrayBuffer> {
  const copied = new Uint8Array(size)
  copied.set(new Uint8Array(view.buffer, view.byteOffset + at, size))
  return copied
}

/** Also of another realm: a frame, `node:vm`, test environments that bring a `TextEncoder` from outside. */
export function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]'
}

/** @param size undefined: as many as there are */
export function setBytes(view: DataView, at: number, size: number | undefined, value: unknown, key: Key): void {
  if (!isBytes(value)) throw mismatch(key, 'a Uint8Array', value)
  if (size !== undefined && value.length !== size) throw mismatch(key, `${size} bytes`, value.length)
  for (let i = 0; i < value.length; i++) view.setUint8(at + i, value[i] as number)
}

/** Text up to its first NUL. What is no UTF-8 becomes U+FFFD. */
export function text(view: DataView, at: number, size: number): string {
  let ascii = ''
  for (let i = 0; i < size; i++) {
    const code = view.getUint8(at + i)
    if (code === 0) break
    if (code > 127) return utf8(view, at, size)
    ascii += String.fromCharCode(code)
  }
  return ascii
}

function utf8(view: DataView, at: number, size: number): string {
  const all = new Uint8Array(view.buffer, view.byteOffset + at, size)
  const end = all.indexOf(0)
  // `slice`: browsers decode no memory that is shared.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(all.slice(0, end < 0 ? size : end))
}

/** @param size undefined: as long as it is */
export function setText(view: DataView, at: number, size: number | undefined, value: unknown, key: Key): void {
  if (typeof value === 'string' && value.length <= (size ?? view.byteLength - at)) {
    let i = 0
    for (; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code === 0 || code > 127) break
      view.setUint8(at + i, code)
    }
    if (i === value.length) return
  }
  setBytes(view, at, undefined, textBytes(value, size, key), key)
}

export function textBytes(value: unknown, size: number | undefined, key: Key): Uint8Array {
  if (typeof value !== 'string' || value.includes('\0')) return fail(key, 'a string without NUL', value)
  const encoded = new TextEncoder().encode(value)
  if (size !== undefined && encoded.length > size) fail(key, `at most ${size} bytes of UTF-8`, encoded.length)
  return encoded
}
