/**
 * The BTF of an object as lines that do not depend on how types are numbered:
 * each named type once, by kind, name and members; references by name, or
 * spelled out where a type has none.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Member {
  name: string
  type_id?: number
  bits_offset?: number
  bitfield_size?: number
  val?: number
}

/** As `bpftool --json btf dump` writes it. */
interface BtfType {
  id: number
  kind: string
  name: string
  size?: number
  type_id?: number
  ret_type_id?: number
  fwd_kind?: string
  linkage?: string
  nr_elems?: number
  index_type_id?: number
  component_idx?: number
  members?: Member[]
  params?: Member[]
  values?: Member[]
  vars?: { type_id: number; offset: number; size: number }[]
  bits_offset?: number
  nr_bits?: number
  encoding?: string
}

const anonymous = '(anon)'

/** Sorted; empty where the object has no BTF. */
export function btfLines(object: string): string[] {
  if (!sectionNames(object).includes('.BTF')) return []
  const types = dump(object)
  return [...new Set(types.filter(hasLine).map((type) => `${type.kind} ${type.name} ${shape(type, types)}`))].sort()
}

export interface FuncInfo {
  section: string
  /** In bytes. */
  offset: number
  /** Of the FUNC. */
  name: string
}

/** The func_info of `.BTF.ext`. */
export function funcInfo(object: string): FuncInfo[] {
  if (!sectionNames(object).includes('.BTF.ext')) return []
  const types = dump(object)
  const [btf, ext] = [section(object, '.BTF'), section(object, '.BTF.ext')]
  const isLittleEndian = ext.readUInt16LE(0) === 0xeb9f
  const u32 = (bytes: Buffer, at: number) => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const strings = u32(btf, 4) + u32(btf, 16)
  const text = (at: number) => btf.toString('latin1', strings + at, btf.indexOf(0, strings + at))
  // include/uapi/linux/btf.h and Documentation/bpf/btf.rst, struct btf_ext_header
  const start = u32(ext, 4) + u32(ext, 8)
  const end = start + u32(ext, 12)
  const all: FuncInfo[] = []
  const recordSize = end > start ? u32(ext, start) : 0
  for (let at = start + 4; at < end; ) {
    const [name, count] = [text(u32(ext, at)), u32(ext, at + 4)]
    at += 8
    for (let each = 0; each < count; each++, at += recordSize) {
      all.push({ section: name, offset: u32(ext, at), name: types[u32(ext, at + 4)]?.name ?? '' })
    }
  }
  return all
}

/** A forward declaration is a reference; what has no name is spelled out where it is used. */
function hasLine(type: BtfType): boolean {
  return type.name !== anonymous && type.name !== '' && type.kind !== 'FWD'
}

function shape(type: BtfType, types: BtfType[]): string {
  const of = (id: number | undefined) => reference(id ?? 0, types)
  switch (type.kind) {
    case 'INT':
      return `${type.size} ${type.bits_offset} ${type.nr_bits} ${type.encoding}`
    case 'FLOAT':
      return `${type.size}`
    case 'STRUCT':
    case 'UNION': {
      const members = (type.members ?? []).map(
        (member) => `${member.name}@${member.bits_offset}:${member.bitfield_size ?? 0} ${of(member.type_id)}`,
      )
      return `${type.size} { ${members.join('; ')} }`
    }
    case 'ENUM':
    case 'ENUM64':
      return `${type.size} { ${(type.values ?? []).map(({ name, val }) => `${name}=${val}`).join('; ')} }`
    case 'ARRAY':
      return `[${type.nr_elems}] ${of(type.type_id)}`
    case 'FUNC_PROTO':
      return `(${(type.params ?? []).map((param) => `${param.name}: ${of(param.type_id)}`).join(', ')}) → ${of(type.ret_type_id)}`
    case 'FUNC':
    case 'VAR':
      return `${type.linkage} ${of(type.type_id)}`
    case 'DATASEC': {
      const variables = (type.vars ?? []).map(({ type_id, offset, size }) => `${offset}:${size} ${of(type_id)}`)
      return `{ ${variables.sort().join('; ')} }`
    }
    case 'DECL_TAG':
      return `${type.component_idx} ${of(type.type_id)}`
    default:
      return of(type.type_id)
  }
}

function reference(id: number, types: BtfType[]): string {
  const type = types[id]
  if (type === undefined || id === 0) return 'void'
  if (type.kind === 'FWD') return `${type.fwd_kind?.toUpperCase()} ${type.name}`
  if (hasLine(type)) return `${type.kind} ${type.name}`
  return `${type.kind} ${shape(type, types)}`
}

/** Indexed by id. */
function dump(object: string): BtfType[] {
  const text = run('bpftool', ['--json', 'btf', 'dump', 'file', object, 'format', 'raw'])
  const types: BtfType[] = []
  for (const type of (JSON.parse(text) as { types: BtfType[] }).types) types[type.id] = type
  return types
}

function sectionNames(object: string): string[] {
  const table = run('llvm-readelf-22', ['-SW', object])
  return [...table.matchAll(/^ *\[ *\d+\] (\S+)/gm)].map(([, name = '']) => name)
}

function section(object: string, name: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-section-'))
  try {
    const file = join(folder, 'bytes')
    run('llvm-objcopy-22', ['--dump-section', `${name}=${file}`, object, join(folder, 'copy')])
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 256 << 20 })
}
