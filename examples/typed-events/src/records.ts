/** The records of a file, each behind its length, padded to eight bytes. */
export function* records(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 4 <= bytes.length; ) {
    const size = view.getUint32(at, true)
    yield bytes.subarray(at + 4, at + 4 + size)
    at = (at + 4 + size + 7) & ~7
  }
}
