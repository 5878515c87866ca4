/**
 * BTF out of an object's own bytes, so that an object can be checked and patched where there is no native part: in a
 * browser, a worker, another runtime. (`inspect` tells the same, and more, where there is one.)
 *
 * Documentation/bpf/btf.rst; include/uapi/linux/btf.h
 */
import { ARRAY, COUNTED, DATASEC, INT, MODIFIERS, STRUCT, UNION, VAR, WORDS } from '../bpf/btf_kinds.generated.ts'
import { type Elf, nameAt, readElf } from './elf.ts'

/** BTF_INT_ENCODING */
export const SIGNED = 1
export const BOOL = 4

export interface BtfEntry {
  kind: number
  name: string
  /** The type that this one is of, of an array of its elements; or the bytes of this one. */
  ref: number
  /** The encoding of an integer, whether an enum is signed, the number of elements of an array. */
  info: number
  /** Members, enumerators (`type`: low half, `offset`: high half) or variables. */
  members: { name: string; type: number; offset: number; bits: number }[]
}

export interface ObjectTypes extends Elf {
  /** By BTF id. */
  types: BtfEntry[]
}

/** @throws TypeError for what is no BPF object with BTF */
export function readTypes(source: DataView): ObjectTypes {
  const elf = readElf(source)
  const section = elf.sections.find(({ name }) => name === '.BTF')
  if (section === undefined) throw new TypeError('The object has no BTF: link it with `btf: true`')
  try {
    const view = new DataView(source.buffer, source.byteOffset + section.offset, section.size)
    return { ...elf, types: entries(view, elf.little) }
  } catch (error) {
    throw new TypeError("The object's BTF is damaged", { cause: error })
  }
}

function entries(view: DataView, little: boolean): BtfEntry[] {
  const u32 = (at: number) => view.getUint32(at, little)
  const header = u32(4)
  const [start, end, strings] = [header + u32(8), header + u32(8) + u32(12), header + u32(16)]
  const types: BtfEntry[] = [{ kind: 0, name: '', ref: 0, info: 0, members: [] }]
  for (let at = start; at < end; ) {
    const head = u32(at + 4)
    const [kind, count, flag] = [(head >>> 24) & 31, head & 0xffff, head >>> 31]
    const entry: BtfEntry = { kind, name: nameAt(view, strings + u32(at)), ref: u32(at + 8), info: flag, members: [] }
    types.push(entry)
    at += 12
    if (kind === INT) entry.info = (u32(at) >>> 24) & 15
    if (kind === ARRAY) [entry.ref, entry.info] = [u32(at), u32(at + 8)]
    const size = 4 * (WORDS[kind] ?? 0)
    if (!COUNTED.includes(kind)) {
      at += size
      continue
    }
    for (let i = 0; i < count; i++, at += size) {
      const [name, type, offset] = [u32(at), u32(at + 4), size > 8 ? u32(at + 8) : 0]
      if (kind === DATASEC) entry.members.push({ name: '', type: name, offset: type, bits: 0 })
      else if (kind === STRUCT || kind === UNION) {
        const bits = flag ? offset >>> 24 : 0
        entry.members.push({
          name: nameAt(view, strings + name),
          type,
          offset: flag ? offset & 0xffffff : offset,
          bits,
        })
      } else entry.members.push({ name: nameAt(view, strings + name), type, offset, bits: 0 })
    }
  }
  return types
}

/** Typedefs, qualifiers and type tags that may stand before one type; no C program has as many. */
const LONGEST_CHAIN = 64

/** The type behind typedefs, qualifiers and tags; with the kinds of what was before it. */
export function behind(types: readonly BtfEntry[], id: number): { id: number; type: BtfEntry; kinds: number[] } {
  const kinds: number[] = []
  for (let at = id; ; ) {
    const type = types[at]
    if (type === undefined || kinds.length > LONGEST_CHAIN)
      throw new TypeError(`The object's BTF is damaged at type ${at}`)
    if (!MODIFIERS.includes(type.kind)) return { id: at, type, kinds }
    kinds.push(type.kind)
    at = type.ref
  }
}

/** A global or static variable, or a map. */
export interface Variable {
  name: string
  type: number
  /** Index into `sections`. */
  section: number
  /** Where in its section. clang leaves that to the symbols. */
  offset: number
}

/**
 * The variables of every data section and of `.maps`. Those of `.ksyms` and `.kconfig`, and any without a symbol, are
 * not of this object.
 */
export function variablesOf({ types, sections, symbols }: ObjectTypes): Variable[] {
  const bySection = new Map(sections.map(({ name }, index) => [name, index]))
  const places = new Map(symbols.map(({ name, section, value }) => [`${section} ${name}`, value]))
  return types.flatMap(({ kind, name: sectionName, members }) => {
    const section = bySection.get(sectionName)
    if (kind !== DATASEC || section === undefined) return []
    return members.flatMap(({ type }) => {
      const variable = types[type]
      const offset = places.get(`${section} ${variable?.name}`)
      if (variable?.kind !== VAR || offset === undefined) return []
      return [{ name: variable.name, type: variable.ref, section, offset }]
    })
  })
}
