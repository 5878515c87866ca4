/**
 * How one type is read and written. Codecs are generated (`bpf-linker types`) as plain functions of one type each; here
 * is what they have in common: bounds, and names in errors.
 */
import { CodecError, fail, within } from './codec_error.ts'

/** Where a buffer may end too early: name, offset, bytes; bytes of an element of an array; of what struct it is. */
export type Extent = readonly [
  name: string,
  offset: number,
  size: number,
  stride?: number,
  struct?: { readonly extents: readonly Extent[] },
]

/** A type of BTF. `Input` is what may be written: of a union one alternative is enough. */
export interface Codec<T, Input = T> {
  /** As C names it. */
  readonly name: string
  /** Bytes: `sizeof`. */
  readonly size: number
  /** Reads at `at`; `end` is where a flexible array member ends. Bounds are checked before. */
  readonly read: (view: DataView, at: number, end: number) => T
  /** Writes at `at`, into bytes that are zero. */
  readonly write: (view: DataView, at: number, value: Input) => void
  readonly extents: readonly Extent[]
  /** Bytes that a value takes, where a flexible array member makes it longer than `size`. */
  readonly length?: ((value: Input) => number) | undefined
}

/** The type of what a codec reads: `Decoded<typeof events.rb>`. */
export type Decoded<C extends Codec<unknown, never>> = ReturnType<C['read']>

/** Anything with bytes: what a ring buffer gave, a map's value, a file. */
export type Bytes = ArrayBufferLike | ArrayBufferView

export function codec<T, Input = T>(
  name: string,
  size: number,
  read: Codec<T, Input>['read'],
  write: Codec<T, Input>['write'],
  extents: readonly Extent[] = [],
  length?: Codec<T, Input>['length'],
): Codec<T, Input> {
  return { name, size, read, write, extents, length }
}

/**
 * Reads one value. Bytes behind it are left alone; a flexible array member takes all of them.
 *
 * @throws CodecError when the buffer is too short, with the first member that is not in it whole
 * @example
 * const { pid, comm } = decode(record, event)
 */
export function decode<T>(source: Bytes, type: Codec<T, never>, offset = 0): T {
  const view = viewOf(source)
  try {
    return readChecked(view, offset, type)
  } catch (error) {
    throw within(error, type.name)
  }
}

/** Reads values that stand one after another, as in a file of records or the value of a per-CPU map. */
export function* decodeAll<T>(source: Bytes, type: Codec<T, never>, stride: number = type.size): Generator<T> {
  const view = viewOf(source)
  if (stride < 1) throw fail('stride', 'at least 1', stride)
  for (let at = 0; at < view.byteLength; at += stride) yield decode(view, type, at)
}

/**
 * The bytes of a value; padding is zero.
 *
 * @throws CodecError for a value that its type cannot hold, with the member's path
 */
export function encode<Input>(value: Input, type: Codec<unknown, Input>): Uint8Array<ArrayBuffer> {
  try {
    const bytes = new Uint8Array(type.length?.(value) ?? type.size)
    type.write(viewOf(bytes), 0, value)
    return bytes
  } catch (error) {
    throw within(error, type.name)
  }
}

/** {@link encode}, into a buffer. Gives back where the value ends. */
export function encodeInto<Input>(target: Bytes, value: Input, type: Codec<unknown, Input>, offset = 0): number {
  const bytes = encode(value, type)
  const view = viewOf(target)
  if (!(offset >= 0 && offset + bytes.length <= view.byteLength)) throw within(tooShort(view, offset, type), type.name)
  new Uint8Array(view.buffer, view.byteOffset + offset).set(bytes)
  return offset + bytes.length
}

export function viewOf(source: Bytes): DataView {
  if (source instanceof DataView) return source
  if (ArrayBuffer.isView(source)) return new DataView(source.buffer, source.byteOffset, source.byteLength)
  return new DataView(source)
}

/** Without the type's name in errors. */
export function readChecked<T>(view: DataView, at: number, type: Codec<T, never>): T {
  if (!(at >= 0 && at + type.size <= view.byteLength)) throw tooShort(view, at, type)
  return type.read(view, at, view.byteLength)
}

function tooShort(view: DataView, at: number, { size, extents }: Codec<unknown, never>): CodecError {
  const left = Math.max(0, view.byteLength - at)
  return new CodecError(missing(extents, left), `expected ${size} bytes, found ${left}`)
}

/** The first member that does not lie in the bytes whole. */
function missing(extents: readonly Extent[], left: number): string {
  const found = extents.find(([, offset, size]) => offset + size > left)
  if (found === undefined) return ''
  const [name, offset, , stride = 0, struct] = found
  const inside = Math.max(0, left - offset)
  const index = stride > 0 ? Math.floor(inside / stride) : 0
  const rest = struct ? missing(struct.extents, inside - index * stride) : ''
  return `${name}${stride > 0 ? `[${index}]` : ''}${rest && `.${rest}`}`
}
