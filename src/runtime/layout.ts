/**
 * The layout of what an object and JavaScript exchange, as one hash: the types of map keys and values, of variables, of
 * events. Code is not in it, nor is what only the kernel sees, nor ids, names of typedefs and order: the same layout has
 * the same hash whoever linked it.
 *
 * The hash of the generated types is made at build time by this same code, from the same bytes.
 */
import { ARRAY, ENUM, ENUM64, FLOAT, INT, PTR, STRUCT, UNION } from '../bpf/btf_kinds.generated.ts'
import { BOOL, type BtfEntry, behind, readTypes, SIGNED, variablesOf } from './btf.ts'
import { type Bytes, viewOf } from './codec.ts'

export interface Layout {
  /** 16 hexadecimal digits. */
  readonly hash: string
  /** Names of the types that events have, as they were asked for. */
  readonly events: readonly string[]
  /** The hash of each map, variable and event: `map counts`, `variable target`, `type event`. */
  readonly parts: Readonly<Record<string, string>>
  /** `sizeof` of every struct and union that is in one of these. */
  readonly sizes: Readonly<Record<string, number>>
}

/**
 * The layout of an object.
 *
 * @param events names of types that nothing in the object tells to be exchanged: payloads of ring and perf buffers
 * @throws TypeError for what is no BPF object with BTF, or has no such type
 */
export function layoutOf(object: Bytes, events: readonly string[] = []): Layout {
  const file = readTypes(viewOf(object))
  const { types, sections, little } = file
  const sizes: Record<string, number> = {}
  const known = new Map<number, string>()
  const shape = (id: number) => shapeOf(types, id, sizes, known, 0)
  const parts: Record<string, string> = {}
  // Names of static variables may repeat; ids and their order are of the link.
  const variables = variablesOf(file).sort((a, b) => a.section - b.section || a.offset - b.offset)
  for (const { name, type, section, offset } of variables) {
    const sectionName = sections[section]?.name ?? ''
    // `license` and `version` are for the kernel alone.
    if (!sectionName.startsWith('.')) continue
    if (sectionName === '.maps') {
      const members = behind(types, type).type.members.filter((member) => /^(key|value)(_size)?$/.test(member.name))
      parts[`map ${name}`] = digest(members.map((m) => `${m.name} ${shape(pointee(types, m.type))}`).join())
    } else {
      // `const struct event *unused` is how C keeps a type in BTF.
      parts[`variable ${name}`] = digest(`${sectionName} ${offset} ${shape(type)} ${shape(pointee(types, type))}`)
    }
  }
  for (const name of events) parts[`type ${name}`] = digest(shape(typeNamed(types, name)))
  const sorted = Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { hash: digest(`${little} ${JSON.stringify(sorted)}`), events, parts: sorted, sizes }
}

/**
 * Fails when an object is not the one that its types were generated from: when a struct, a map or a variable has another
 * layout. A newer object of the same layout passes.
 *
 * @param layout what the generated file exports
 * @throws TypeError that names what differs
 */
export function assertLayout(object: Bytes, layout: Layout): void {
  const found = layoutOf(object, layout.events)
  if (found.hash === layout.hash) return
  const differences = [
    ...differing(found.sizes, layout.sizes, (name, has, expected) =>
      has && expected ? `${name} has ${has} bytes, the types say ${expected}` : '',
    ),
    ...differing(found.parts, layout.parts, (name, has, expected) =>
      has && expected ? `${name} has another layout` : `${name} is only in the ${has ? 'object' : 'types'}`,
    ),
  ]
  throw new TypeError(
    `The object does not fit its generated types: ${differences.join('; ') || 'another byte order'} (layout ${found.hash}, expected ${layout.hash}). Generate the types again: bpf-linker types`,
  )
}

function differing<T>(
  found: Readonly<Record<string, T>>,
  expected: Readonly<Record<string, T>>,
  say: (name: string, found: T | undefined, expected: T | undefined) => string,
): string[] {
  const names = [...new Set([...Object.keys(found), ...Object.keys(expected)])].sort()
  return names.flatMap((name) => (found[name] === expected[name] ? [] : say(name, found[name], expected[name]) || []))
}

/** A struct, union or enum, else a typedef. */
function typeNamed(types: readonly BtfEntry[], name: string): number {
  const ids = types.flatMap((type, id) => (type.name === name ? id : []))
  const id =
    ids.find((i) => TAGGED.includes(types[i]?.kind ?? 0)) ??
    ids.find((i) => [...TAGGED, INT, FLOAT, ARRAY].includes(behind(types, i).type.kind))
  if (id === undefined) throw new TypeError(`The object has no type '${name}'`)
  return id
}

const TAGGED: readonly number[] = [STRUCT, UNION, ENUM, ENUM64]

function pointee(types: readonly BtfEntry[], id: number): number {
  const { type } = behind(types, id)
  return type.kind === PTR ? type.ref : 0
}

/** Structs in structs, arrays in arrays; C programs have ten. */
const DEEPEST = 128

/** All that decides the bytes of a value; pointers are eight bytes, whatever they lead to. */
function shapeOf(
  types: readonly BtfEntry[],
  start: number,
  sizes: Record<string, number>,
  known: Map<number, string>,
  depth: number,
): string {
  const { id, type } = behind(types, start)
  const { kind, name, ref, info, members } = type
  const inner = (of: number) => shapeOf(types, of, sizes, known, depth + 1)
  if (depth > DEEPEST) throw new TypeError(`The object's BTF is damaged: type ${id} is in too many others`)
  switch (kind) {
    case INT:
      return `int ${ref} ${info & (SIGNED | BOOL)}${name === 'char' ? ' char' : ''}`
    case FLOAT:
      return `float ${ref}`
    case PTR:
      return 'pointer'
    case ARRAY:
      return `[${info}] ${inner(ref)}`
    case ENUM:
    case ENUM64:
    case STRUCT:
    case UNION: {
      let own = known.get(id)
      if (own === undefined) {
        const isEnum = kind === ENUM || kind === ENUM64
        const parts = members.map((m) => `${m.name} ${isEnum ? m.type : inner(m.type)} ${m.offset} ${m.bits}`)
        own = `${kind} ${name} ${digest(`${ref} ${isEnum ? info : ''} ${parts.join()}`)}`
        known.set(id, own)
        if (name && !isEnum) sizes[name] = ref
      }
      return own
    }
    default:
      return 'nothing'
  }
}

/** 64 bits of two FNV-1a hashes: against oversight, not against malice. */
function digest(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13)
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
