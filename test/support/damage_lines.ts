/** Objects whose line records are not as kernels want them: what no compiler writes, and tools that rewrite code might. */

export const lineDamages = ['order', 'start', 'insideLoad'] as const
export type LineDamage = (typeof lineDamages)[number]

/** `.BTF.ext` by its magic, version and length of the header (include/uapi/linux/btf.h, struct btf_ext_header). */
const HEADER = Buffer.from([0x9f, 0xeb, 1, 0, 32, 0, 0, 0])

/**
 * Changes the first line records of a little-endian object: the second and the third in the wrong order, the first
 * one instruction too late, or the second one at the other half of the 16-byte load that it stands at.
 */
export function damageLines(object: Buffer, damage: LineDamage): void {
  const header = object.indexOf(HEADER)
  if (header === -1) throw new Error('the object has no .BTF.ext')
  const table = header + HEADER.readUInt32LE(4) + object.readUInt32LE(header + 16)
  const size = object.readUInt32LE(table)
  const at = (record: number) => table + 12 + record * size
  const offset = (record: number) => object.readUInt32LE(at(record))
  switch (damage) {
    case 'order': {
      const second = offset(1)
      object.writeUInt32LE(offset(2), at(1))
      object.writeUInt32LE(second, at(2))
      return
    }
    case 'start':
      object.writeUInt32LE(offset(0) + 8, at(0))
      return
    case 'insideLoad':
      object.writeUInt32LE(offset(1) + 8, at(1))
  }
}
