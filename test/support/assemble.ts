/**
 * Objects assembled by hand, as `inspect` would tell of them: what a rule must
 * see stands there, and no compiler changes it.
 *
 *     const info = assemble({ programs: { xdp_main: [mov(0, 1), exit()] } })
 *
 * Instructions become bytes as in an ELF file; symbols in them become relocations.
 */

import type { BtfType } from '../../src/object/btf_types.ts'
import type {
  CallInfo,
  CodeLocation,
  CoreRelocationInfo,
  DataSectionInfo,
  ExternInfo,
  FunctionInfo,
  InstructionInfo,
  MapInfo,
  ObjectInfo,
  ProgramInfo,
  RelocationInfo,
  SectionInfo,
  SymbolInfo,
} from '../../src/object/types.ts'

/** One instruction and what the object says about it. */
export interface Line {
  opcode: number
  dst?: number
  src?: number
  off?: number
  imm?: number
  /** Of 16 bytes. */
  wide?: true
  /** The function that it calls, or takes the address of. */
  calls?: { kind: 'subprogram' | 'callback'; target: string }
  helper?: number
  kfunc?: { target: string; weak?: true }
  /** The map, variable or extern whose address it loads. */
  symbol?: string
  core?: Pick<CoreRelocationInfo, 'kind' | 'access'> & { type?: number }
}

export interface Assembly {
  endianness?: ObjectInfo['endianness']
  /** Each in a section of its own, `xdp` unless `program` says otherwise. */
  programs: Readonly<Record<string, readonly Line[]>>
  /** What each program is; default: XDP. */
  program?: Partial<ProgramInfo>
  /** Functions of `.text`. */
  subprograms?: Readonly<Record<string, readonly Line[]>>
  /** Of 4 bytes each, in `.rodata`. */
  rodata?: readonly string[]
  data?: readonly string[]
  maps?: readonly string[]
  externs?: readonly ExternInfo[]
  license?: string
  types?: readonly BtfType[]
  /** BTF ids of functions, by name. */
  functionTypes?: Readonly<Record<string, number>>
}

export const mov = (dst: number, imm: number): Line => ({ opcode: 0xb7, dst, imm })
export const movReg = (dst: number, src: number): Line => ({ opcode: 0xbf, dst, src })
export const add = (dst: number, imm: number): Line => ({ opcode: 0x07, dst, imm })
export const and = (dst: number, imm: number): Line => ({ opcode: 0x57, dst, imm })
/** `*(u32 *)(src + off)`. */
export const load32 = (dst: number, src: number, off: number): Line => ({ opcode: 0x61, dst, src, off })
export const load64 = (dst: number, src: number, off: number): Line => ({ opcode: 0x79, dst, src, off })
export const store64 = (dst: number, off: number, src: number): Line => ({ opcode: 0x7b, dst, src, off })
export const goto_ = (off: number): Line => ({ opcode: 0x05, off })
export const jeq = (dst: number, imm: number, off: number): Line => ({ opcode: 0x15, dst, imm, off })
export const exit = (): Line => ({ opcode: 0x95 })
export const helper = (id: number): Line => ({ opcode: 0x85, imm: id, helper: id })
export const call = (target: string): Line => ({ opcode: 0x85, src: 1, imm: -1, calls: { kind: 'subprogram', target } })
export const kfunc = (target: string, weak?: true): Line => ({
  opcode: 0x85,
  src: 2,
  imm: -1,
  kfunc: { target, ...(weak && { weak }) },
})
/** `dst = &symbol`, or a number of 64 bits. */
export const address = (dst: number, symbol?: string): Line => ({
  opcode: 0x18,
  dst,
  wide: true,
  ...(symbol !== undefined && { symbol }),
})
export const functionAddress = (dst: number, target: string): Line => ({
  opcode: 0x18,
  dst,
  src: 4,
  wide: true,
  calls: { kind: 'callback', target },
})
/** `dst = bpf_core_type_exists(struct …)`. */
export const exists = (dst: number): Line => ({ opcode: 0xb7, dst, imm: 1, core: { kind: 'typeExists', access: '0' } })
/** The same instruction `count` times. */
export const times = (count: number, line: Line): Line[] => Array.from({ length: count }, () => line)

/** Of one program, and of functions that it calls. */
export function assemble(assembly: Assembly): ObjectInfo {
  const endianness = assembly.endianness ?? 'little'
  const table = new Symbols(assembly)
  const places = new Map<string, { section: string; offset: number }>()
  let end = 0
  for (const [name, lines] of Object.entries(assembly.subprograms ?? {})) {
    places.set(name, { section: '.text', offset: end })
    end += sizeOf(lines)
  }
  for (const name of Object.keys(assembly.programs)) places.set(name, { section: `xdp/${name}`, offset: 0 })

  const toFunction = ([name, lines]: [string, readonly Line[]]): FunctionInfo => {
    const at = places.get(name) ?? { section: '.text', offset: 0 }
    const btfType = assembly.functionTypes?.[name]
    return {
      name,
      ...at,
      instructions: sizeOf(lines) / 8,
      binding: at.section === '.text' ? 'local' : 'global',
      visibility: 'default',
      ...(btfType !== undefined && { btfType }),
      ...assembled(lines, at.offset, endianness, table, places),
    }
  }
  const types = assembly.types?.slice()
  return {
    endianness,
    size: 0,
    programs: Object.entries(assembly.programs).map((entry) => ({
      ...toFunction(entry),
      programType: 'BPF_PROG_TYPE_XDP',
      sleepable: false,
      autoload: true,
      ...assembly.program,
    })),
    subprograms: Object.entries(assembly.subprograms ?? {}).map(toFunction),
    maps: table.maps,
    dataSections: table.dataSections,
    externs: [...(assembly.externs ?? [])],
    ...(assembly.license !== undefined && { license: assembly.license }),
    ...(types && { btf: { size: 0, typeCount: types.length, kinds: {}, types } }),
    sections: table.sections,
    symbols: table.symbols,
  }
}

function assembled(
  lines: readonly Line[],
  start: number,
  endianness: ObjectInfo['endianness'],
  table: Symbols,
  places: ReadonlyMap<string, { section: string; offset: number }>,
): Required<Pick<FunctionInfo, 'calls' | 'relocations' | 'coreRelocations' | 'disassembly'>> {
  const calls: CallInfo[] = []
  const relocations: RelocationInfo[] = []
  const coreRelocations: CoreRelocationInfo[] = []
  const disassembly: InstructionInfo[] = []
  let offset = start
  for (const [i, line] of lines.entries()) {
    const location: CodeLocation = { file: 'hand.s', line: i + 1, column: 0 }
    disassembly.push({ offset, bytes: hexOf(line, endianness), text: '', location })
    if (line.helper !== undefined) calls.push({ offset, location, kind: 'helper', helper: line.helper })
    if (line.kfunc !== undefined) calls.push({ offset, location, kind: 'kfunc', ...line.kfunc })
    if (line.calls !== undefined) {
      const { section, offset: targetOffset } = places.get(line.calls.target) ?? { section: '?', offset: 0 }
      calls.push({ offset, location, ...line.calls, targetSection: section, targetOffset })
    }
    if (line.symbol !== undefined) relocations.push({ offset, ...table.relocation(line.symbol) })
    if (line.core !== undefined) coreRelocations.push({ offset, type: 1, typeName: 'thing', ...line.core })
    offset += line.wide === true ? 16 : 8
  }
  return { calls, relocations, coreRelocations, disassembly }
}

function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((size, { wide }) => size + (wide === true ? 16 : 8), 0)
}

function hexOf(
  { opcode, dst = 0, src = 0, off = 0, imm = 0, wide }: Line,
  endianness: ObjectInfo['endianness'],
): string {
  const little = endianness === 'little'
  const bytes = new DataView(new ArrayBuffer(wide === true ? 16 : 8))
  bytes.setUint8(0, opcode)
  bytes.setUint8(1, little ? (src << 4) | dst : (dst << 4) | src)
  bytes.setInt16(2, off, little)
  bytes.setInt32(4, imm, little)
  return Buffer.from(bytes.buffer).toString('hex')
}

/** The ELF side: sections and symbols of what has a name. */
class Symbols {
  readonly sections: SectionInfo[] = ['', '.rodata', '.data', '.maps'].map((name) => ({
    name,
    type: 0,
    flags: 0,
    size: 0,
    relocations: 0,
  }))
  readonly symbols: SymbolInfo[] = [symbolOf('', 0, 0)]
  readonly dataSections: DataSectionInfo[] = []
  readonly maps: MapInfo[] = []
  readonly #targets = new Map<string, RelocationInfo['target']>()

  constructor({ rodata = [], data = [], maps = [], externs = [] }: Assembly) {
    this.#section('rodata', 1, rodata)
    this.#section('data', 2, data)
    for (const [i, name] of maps.entries()) {
      this.#add(name, 3, i * 32, 'map')
      this.maps.push({ name, section: '.maps', offset: i * 32 })
    }
    for (const { name } of externs) this.#add(name, 0, 0, 'extern')
  }

  relocation(symbol: string): Omit<RelocationInfo, 'offset'> {
    const symbolIndex = this.symbols.findIndex(({ name }) => name === symbol)
    if (symbolIndex === -1) throw new Error(`the assembly has no symbol ${symbol}`)
    return { type: 'R_BPF_64_64', symbol, symbolIndex, target: this.#targets.get(symbol) ?? 'other' }
  }

  #section(kind: 'rodata' | 'data', section: number, names: readonly string[]): void {
    if (names.length === 0) return
    const variables = names.map((name, i) => ({ name, offset: i * 4, size: 4, static: false }))
    for (const { name, offset } of variables) this.#add(name, section, offset, 'data')
    this.dataSections.push({ name: `.${kind}`, kind, size: names.length * 4, flags: 0, variables, relocations: [] })
  }

  #add(name: string, section: number, value: number, target: RelocationInfo['target']): void {
    this.symbols.push(symbolOf(name, section, value))
    this.#targets.set(name, target)
  }
}

function symbolOf(name: string, section: number, value: number): SymbolInfo {
  return { name, type: 'object', binding: 'global', visibility: 'default', section, value, size: 4 }
}
