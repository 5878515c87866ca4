/** As much of ELF (64-bit, either byte order) as there is to know of a BPF object: sections and symbols. */

export interface ElfSection {
  name: string
  /** `SHT_*`. */
  type: number
  /** In the file. */
  offset: number
  size: number
  /** The section that relocations are for. */
  info: number
}

export interface ElfSymbol {
  name: string
  section: number
  /** Where in its section. */
  value: number
  size: number
}

export interface Elf {
  view: DataView
  little: boolean
  sections: ElfSection[]
  symbols: ElfSymbol[]
}

export const SHT_NOBITS = 8
const SHT_SYMTAB = 2
const SECTION_HEADER = 64
const SYMBOL = 24

/** @throws TypeError for what is no ELF file or is cut short */
export function readElf(view: DataView): Elf {
  try {
    // e_ident: magic, ELFCLASS64, byte order.
    if (view.getUint32(0) !== 0x7f454c46 || view.getUint8(4) !== 2) throw new RangeError()
    const little = view.getUint8(5) === 1
    const u32 = (at: number) => view.getUint32(at, little)
    const u64 = (at: number) => Number(view.getBigUint64(at, little))
    const [table, count, names] = [u64(40), view.getUint16(60, little), view.getUint16(62, little)]
    const headers = Array.from({ length: count }, (_, i) => {
      const at = table + i * SECTION_HEADER
      return { at, name: u32(at), type: u32(at + 4), offset: u64(at + 24), size: u64(at + 32), link: u32(at + 40) }
    })
    const textIn = (index: number, at: number) => nameAt(view, (headers[index]?.offset ?? 0) + at)
    const sections = headers.map(({ at, name, type, offset, size }) => ({
      name: textIn(names, name),
      type,
      offset,
      size,
      info: u32(at + 44),
    }))
    const table2 = headers.find(({ type }) => type === SHT_SYMTAB)
    const symbols = Array.from({ length: table2 ? Math.floor(table2.size / SYMBOL) : 0 }, (_, i) => {
      const at = (table2?.offset ?? 0) + i * SYMBOL
      return {
        name: textIn(table2?.link ?? 0, u32(at)),
        section: view.getUint16(at + 6, little),
        value: u64(at + 8),
        size: u64(at + 16),
      }
    })
    return { view, little, sections, symbols }
  } catch (error) {
    throw new TypeError('These bytes are no BPF object: no 64-bit ELF file, or cut short', { cause: error })
  }
}

/** Names in ELF and BTF; the kernel takes 511 bytes. */
const LONGEST_NAME = 4096

export function nameAt(view: DataView, at: number): string {
  let name = ''
  for (let i = at; i < at + LONGEST_NAME; i++) {
    const code = view.getUint8(i)
    if (code === 0) return name
    name += String.fromCharCode(code)
  }
  throw new RangeError('a name without an end')
}
