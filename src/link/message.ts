/**
 * The frame of a job message (`native/job/FORMAT.md`): magic, length of the
 * JSON text, JSON, blobs. Pure; every offset that comes from outside is checked
 * before it is used, since a broken or foreign native part may answer anything.
 */

/** "BPFJ". */
export const MAGIC: Uint8Array = new TextEncoder().encode('BPFJ')

const PREFIX_SIZE = 8

export interface Message {
  /** The JSON text, parsed; `blobs` is taken out of it. */
  header: Record<string, unknown>
  /** Views into the message, not copies: see {@link ownBytes}. */
  blobs: Uint8Array[]
}

/** Says why bytes are no message; the caller knows whom to blame. */
export class MessageError extends Error {}

/**
 * The message as the pieces to write one after the other; the blobs are the
 * given arrays themselves, so that large inputs are not copied.
 */
export function encodeMessage(header: object, blobs: readonly Uint8Array[]): Uint8Array[] {
  const json = Buffer.from(JSON.stringify({ ...header, blobs: blobs.map((b) => b.byteLength) }))
  const prefix = Buffer.alloc(PREFIX_SIZE)
  prefix.set(MAGIC)
  prefix.writeUInt32LE(json.byteLength, MAGIC.length)
  return [prefix, json, ...blobs]
}

/** @throws MessageError */
export function decodeMessage(bytes: Uint8Array): Message {
  if (!beginsLikeMessage(bytes) || bytes.byteLength < PREFIX_SIZE) {
    throw new MessageError(`it begins with ${excerpt(bytes)} instead of "BPFJ" and a length`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const jsonEnd = PREFIX_SIZE + view.getUint32(MAGIC.length, true)
  if (jsonEnd > bytes.byteLength) {
    throw new MessageError(`it ends after ${bytes.byteLength} bytes, inside its JSON text, which goes to ${jsonEnd}`)
  }
  const { blobs: sizes, ...header } = parseHeader(bytes.subarray(PREFIX_SIZE, jsonEnd))
  return { header, blobs: splitBlobs(bytes, jsonEnd, sizes) }
}

/** False once `bytes` cannot be the beginning of a message any more. */
export function beginsLikeMessage(bytes: Uint8Array): boolean {
  return MAGIC.subarray(0, bytes.byteLength).every((byte, i) => bytes[i] === byte)
}

/** The pieces in one array, which has a buffer of its own. */
export function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.byteLength, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.byteLength
  }
  return whole
}

/**
 * A copy that is the whole of its buffer. What leaves this package must be one:
 * some hosts write `bytes.buffer` (webpack before unplugin 3.6 emitted Node's
 * whole Buffer pool for a small asset), and a view would keep the message alive.
 */
export function ownBytes(view: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view)
}

function parseHeader(text: Uint8Array): Record<string, unknown> {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch (cause) {
    throw new MessageError(`its JSON text is broken: ${(cause as Error).message}`, { cause })
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new MessageError('its JSON text is not an object')
  }
  return header as Record<string, unknown>
}

function splitBlobs(bytes: Uint8Array, start: number, sizes: unknown): Uint8Array[] {
  if (sizes === undefined) sizes = []
  if (!Array.isArray(sizes) || !sizes.every((s) => Number.isSafeInteger(s) && s >= 0)) {
    throw new MessageError('its "blobs" is not a list of lengths')
  }
  let offset = start
  const blobs = sizes.map((size: number, i) => {
    if (size > bytes.byteLength - offset) {
      throw new MessageError(`blob ${i} has ${size} bytes and ${bytes.byteLength - offset} are left`)
    }
    offset += size
    return bytes.subarray(offset - size, offset)
  })
  if (offset !== bytes.byteLength) throw new MessageError(`${bytes.byteLength - offset} bytes follow its last blob`)
  return blobs
}

function excerpt(bytes: Uint8Array): string {
  if (bytes.byteLength === 0) return 'nothing'
  return JSON.stringify(Buffer.from(bytes.subarray(0, 40)).toString('latin1'))
}
