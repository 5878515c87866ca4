/** What of an object must be the same by whichever linker, as lines of text in an order of their own. */
import type { BtfType } from '../../src/object/btf_types.ts'
import type { ExternInfo, MapDefinition, ObjectInfo } from '../../src/object/types.ts'

export interface LinkView {
  license: string[]
  /** Name, section, what libbpf makes of the section, binding. */
  programs: string[]
  /** Every field, types in words. */
  maps: string[]
  /** What the loader or the kernel is to provide, with its type and its DATASEC. */
  externs: string[]
  /** Visible functions and variables with section and binding; hidden ones are static once linked. */
  symbols: string[]
  /** Variables of the data sections that are not static, with size and type. */
  variables: string[]
  /** Kind, type, access string, and the function it is in. */
  relocations: string[]
  /** The same without the function. */
  accesses: string[]
  /** Linkage, result and parameters of global functions. */
  functions: string[]
  declTags: string[]
}

export function viewOf(info: ObjectInfo): LinkView {
  const types = info.btf?.types ?? []
  const text = (id: number | undefined) => (id === undefined ? '-' : typeText(types, id))
  const visible = info.symbols.filter((s) => s.binding !== 'local' && s.visibility === 'default' && s.section !== 0)
  const names = new Set(visible.map((s) => s.name))
  const relocations = [...info.programs, ...info.subprograms].flatMap((f) =>
    f.coreRelocations.map((r) => [f.name, `${r.kind} ${r.typeName} ${r.access}`] as const),
  )
  return {
    license: [`${info.license} ${info.version}`],
    programs: info.programs
      .map((p) => `${p.name} ${p.section} ${p.programType} ${p.attachTarget} autoload ${p.autoload} ${p.binding}`)
      .sort(),
    maps: info.maps
      .map((m) => {
        const values = (m.values ?? []).map(({ slot, symbol }) => `[${slot}] ${symbol}`)
        return `${m.name} ${m.section} ${mapText(m.definition, text)} ${values.join(' ')}`
      })
      .sort(),
    externs: info.externs
      .map((e) => `${e.name} ${e.kind} weak ${e.weak} ${sectionOf(types, e)} ${text(e.btfType)}`)
      .sort(),
    symbols: visible.map((s) => `${s.name} ${info.sections[s.section]?.name} ${s.type} ${s.binding}`).sort(),
    variables: info.dataSections
      .flatMap((section) =>
        section.variables
          .filter((v) => !v.static && names.has(v.name))
          .map((v) => `${section.name} ${v.name} ${v.size} ${text(v.type)}`),
      )
      .sort(),
    relocations: unique(relocations.map(([name, text]) => `${text} in ${name}`)),
    accesses: unique(relocations.map(([, text]) => text)),
    functions: types
      .flatMap((t) => (t.kind === 'func' && t.linkage === 'global' && names.has(t.name ?? '') ? [t] : []))
      .map((t) => `${t.name} ${text(t.type)}`)
      .sort(),
    declTags: types.flatMap((t) => (t.kind === 'declTag' ? [tagText(types, t)] : [])).sort(),
  }
}

/** Sorted: one optimiser needs the same offset twice, another once. */
function unique(lines: string[]): string[] {
  return [...new Set(lines)].sort()
}

function mapText(map: MapDefinition | undefined, text: (id: number | undefined) => string): string {
  if (map === undefined) return 'undefined'
  const { keyType, valueType, inner, ...numbers } = map
  const fields = Object.entries(numbers).map(([key, value]) => `${key}=${value}`)
  const more = inner ? [`inner={${mapText(inner, text)}}`] : []
  return [...fields, `key=${text(keyType)}`, `value=${text(valueType)}`, ...more].join(' ')
}

function sectionOf(types: BtfType[], extern: ExternInfo): string {
  const section = types.find(
    (t) => t.kind === 'dataSec' && t.variables.some((variable) => variable.type === extern.btfType),
  )
  return section?.name ?? '-'
}

function tagText(types: BtfType[], tag: BtfType & { kind: 'declTag' }): string {
  const target = types[tag.type]
  const place = tag.component === undefined ? '' : `#${tag.component}`
  return `${tag.name} on ${target?.kind} ${target?.name}${place}`
}

/**
 * A type as text. Named structs are their names, the outermost one with its
 * members; a forward declaration is its struct, of which another file has more.
 */
export function typeText(types: BtfType[], id: number, outermost = true): string {
  const type = types[id]
  if (type === undefined || type.kind === 'void') return 'void'
  const of = (other: number) => typeText(types, other, false)
  switch (type.kind) {
    case 'ptr':
      return `*${of(type.type)}`
    case 'const':
    case 'volatile':
    case 'restrict':
      return `${type.kind} ${typeText(types, type.type, outermost)}`
    case 'typeTag':
      return `tag(${type.name}) ${of(type.type)}`
    case 'typedef':
      return `typedef ${type.name}: ${typeText(types, type.type, outermost)}`
    case 'var':
    case 'func':
      return `${type.kind} ${type.name} ${type.linkage}: ${typeText(types, type.type, outermost)}`
    case 'array':
      return `[${type.count}]${of(type.type)}`
    case 'fwd':
      return `${type.union ? 'union' : 'struct'} ${type.name}`
    case 'struct':
    case 'union': {
      if (type.name !== undefined && !outermost) return `${type.kind} ${type.name}`
      const members = type.members.map(
        (m) => `${m.name}@${m.bitOffset}${m.bitSize ? `/${m.bitSize}` : ''} ${of(m.type)}`,
      )
      return `${type.kind} ${type.name ?? ''} {${members.join('; ')}}`
    }
    case 'funcProto': {
      const parameters = type.parameters.map((p) => `${p.name ?? ''} ${of(p.type)}`.trim())
      return `(${parameters.join(', ')}) -> ${of(type.returnType)}`
    }
    case 'int':
    case 'float':
    case 'enum':
    case 'enum64':
      return `${type.kind} ${type.name} ${type.size}`
    case 'dataSec':
    case 'declTag':
      return type.kind
  }
}
