/** Makes damaged and foreign inputs out of good ones. */

/** An archive as `ar` writes it: members in order, no symbol table. */
export function archive(members: Record<string, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from('!<arch>\n')]
  for (const [name, bytes] of Object.entries(members)) {
    const head = `${`${name}/`.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}`
    parts.push(Buffer.from(`${head}${String(bytes.byteLength).padEnd(10)}\`\n`), bytes)
    if (bytes.byteLength % 2 === 1) parts.push(Buffer.from('\n'))
  }
  return Buffer.concat(parts)
}

/** The first part of a file: what is there when a writer was stopped. */
export function truncated(bytes: Uint8Array, part = 0.5): Uint8Array {
  return bytes.slice(0, Math.floor(bytes.byteLength * part))
}

/** The same bytes with every `step`-th one turned over, from the first quarter on. */
export function corrupted(bytes: Uint8Array, step = 13): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (let i = Math.floor(copy.length / 4); i < copy.length; i += step) copy[i] = ~(copy[i] ?? 0)
  return copy
}

/**
 * Bitcode as LLVM 99 might write it: its producer is renamed and its epoch, on
 * which readers decide, is raised. Both are in the identification block
 * (llvm/lib/Bitcode/Writer/BitcodeWriter.cpp, writeIdentificationBlock): the
 * string in 6-bit characters, then 29 bits of an abbreviation, then the epoch.
 */
export function newerBitcode(bytes: Uint8Array, producer: string): Uint8Array {
  const newer = producer.replace(/\d+/, (digits) => '9'.repeat(digits.length))
  const { copy, end } = byAnotherProducer(bytes, producer, newer)
  writeBits(copy, end + 29, 6, 1)
  return copy
}

/** Bitcode as the last patch release of that LLVM might write it. */
export function newerPatch(bytes: Uint8Array, producer: string): Uint8Array {
  return byAnotherProducer(bytes, producer, producer.replace(/\d$/, '9')).copy
}

/** A name of the same length. `end` is the bit behind it. */
function byAnotherProducer(bytes: Uint8Array, producer: string, other: string): { copy: Uint8Array; end: number } {
  const copy = Uint8Array.from(bytes)
  const codes = [...producer].map(char6)
  const found = findBits(copy, codes)
  if (found === -1) throw new Error(`the bitcode was not made by ${producer}`)
  for (const [i, char] of [...other].entries()) writeBits(copy, found + 6 * i, 6, char6(char))
  return { copy, end: found + 6 * codes.length }
}

/** The code of a character in an array of LLVM's Char6 encoding. */
function char6(char: string): number {
  return 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._'.indexOf(char)
}

function findBits(bytes: Uint8Array, codes: readonly number[]): number {
  for (let at = 0; at + 6 * codes.length <= bytes.length * 8; at++) {
    if (codes.every((code, i) => readBits(bytes, at + 6 * i, 6) === code)) return at
  }
  return -1
}

function readBits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = 0; i < count; i++) value |= (((bytes[(at + i) >> 3] ?? 0) >> ((at + i) & 7)) & 1) << i
  return value
}

function writeBits(bytes: Uint8Array, at: number, count: number, value: number): void {
  for (let i = 0; i < count; i++) {
    const byte = (at + i) >> 3
    const bit = 1 << ((at + i) & 7)
    bytes[byte] = (value >> i) & 1 ? (bytes[byte] ?? 0) | bit : (bytes[byte] ?? 0) & ~bit
  }
}
