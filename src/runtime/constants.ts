/**
 * Constants and initial values of an object's variables, set in its bytes before a loader sees them.
 *
 * Names, types and places are read from the object itself, so that one call does for objects of every profile, linked
 * today or tomorrow; offsets from build time would fit one file alone.
 */
import { ARRAY, CONST, ENUM, ENUM64, FLOAT, INT, PTR, STRUCT, UNION, VOLATILE } from '../bpf/btf_kinds.generated.ts'
import { BOOL, type BtfEntry, behind, type ObjectTypes, readTypes, SIGNED, type Variable, variablesOf } from './btf.ts'
import { type Bytes, viewOf } from './codec.ts'
import { CodecError, fail, type Key, within } from './codec_error.ts'
import { SHT_NOBITS } from './elf.ts'
import { array, bool, float, isBytes, setBits, setBytes, setText, struct } from './scalars.ts'
import { alternativeOf } from './views.ts'

/**
 * A new object in which variables of `.rodata` and `.data` have these values: what a program is configured with. The
 * object that is given stays as it is.
 *
 * @param values by the names of variables: numbers or `bigint`, booleans, strings or bytes for `char[N]`, arrays, objects
 * @throws CodecError for a variable that the object does not have, or cannot have a value for; for a value that its type
 *   cannot hold
 * @example
 * const object = withRodata(bytes, { target_pid: 42, verbose: true })
 */
export function withRodata<Values extends object = Record<string, unknown>>(
  object: Bytes,
  values: Partial<Values>,
): Uint8Array<ArrayBuffer> {
  const source = viewOf(object)
  const bytes = new Uint8Array(source.byteLength)
  bytes.set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
  const file = readTypes(viewOf(bytes))
  // Leaves out `.maps`, and `license` and `version`, which are for the kernel.
  const variables = variablesOf(file).filter(({ section }) => /^\.(?!maps)/.test(file.sections[section]?.name ?? ''))
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    const variable = find(file, variables, name)
    const at = (file.sections[variable.section]?.offset ?? 0) + variable.offset
    try {
      write(file, file.view, at, variable.type, value)
    } catch (error) {
      throw within(error, name)
    }
  }
  return bytes
}

function find(file: ObjectTypes, variables: readonly Variable[], name: string): Variable {
  const found = variables.filter((variable) => variable.name === name)
  const [variable] = found
  if (variable === undefined) {
    const names = variables.map((v) => v.name).join(', ')
    throw new CodecError(
      name,
      `the object has no such variable; it has ${names || 'none'} (what no program reads is removed)`,
    )
  }
  if (found.length > 1) throw new CodecError(name, `the object has ${found.length} variables of this name`)
  const section = file.sections[variable.section]
  if (section?.type === SHT_NOBITS) {
    throw new CodecError(
      name,
      `${section.name} has no bytes in the file: give it a value other than zero in the source, so that it is in .data, or set it after loading`,
    )
  }
  const kinds = qualifiers(file.types, variable.type)
  if (kinds.includes(CONST) && !kinds.includes(VOLATILE)) {
    throw new CodecError(
      name,
      'const without volatile: the compiler has used its value already; declare it const volatile',
    )
  }
  return variable
}

/** Those of an array are on its elements. */
function qualifiers(types: readonly BtfEntry[], id: number): number[] {
  const { type, kinds } = behind(types, id)
  return type.kind === ARRAY ? [...kinds, ...qualifiers(types, type.ref)] : kinds
}

function write(file: ObjectTypes, view: DataView, at: number, id: number, value: unknown): void {
  const { types, little } = file
  const { type } = behind(types, id)
  const { kind, ref: size, members } = type
  if (kind === INT || kind === ENUM || kind === ENUM64) {
    setBits(view, at, size, 0, size * 8, little, integer(type, size * 8, value))
  } else if (kind === FLOAT && size === 4) view.setFloat32(at, float(value, ''), little)
  else if (kind === FLOAT && size === 8) view.setFloat64(at, float(value, ''), little)
  else if (kind === ARRAY) writeArray(file, view, at, type, value)
  else if (kind === STRUCT) writeMembers(file, view, at, members, value)
  else if (kind === UNION) {
    clear(view, at, size)
    struct(value)
    const alternatives = members.map((member) => namesOf(types, member))
    const chosen = alternativeOf(value as object, alternatives)
    writeMembers(file, view, at, members.slice(chosen, chosen + 1), value)
  } else {
    const what = kind === PTR ? 'a pointer, which only the kernel can set' : 'a type that has no value in JavaScript'
    throw new CodecError('', what)
  }
}

function writeArray(file: ObjectTypes, view: DataView, at: number, { ref, info }: BtfEntry, value: unknown): void {
  const element = behind(file.types, ref).type
  const isByte = element.kind === INT && element.ref === 1
  if (isByte && typeof value === 'string') {
    clear(view, at, info)
    setText(view, at, info, value, '')
  } else if (isByte && isBytes(value)) setBytes(view, at, info, value, '')
  else {
    const size = sizeOf(file.types, ref)
    for (const [i, item] of array(value, info, '').entries()) {
      nested(i, () => write(file, view, at + i * size, ref, item))
    }
  }
}

function clear(view: DataView, at: number, size: number): void {
  for (let i = 0; i < size; i++) view.setUint8(at + i, 0)
}

type Member = BtfEntry['members'][number]

function writeMembers(file: ObjectTypes, view: DataView, at: number, members: readonly Member[], value: unknown): void {
  const { types, little } = file
  struct(value)
  for (const { name, type, offset, bits } of members) {
    // What is in an anonymous member is a member of what it is in.
    const own = name === '' ? value : (value as Record<string, unknown>)[name]
    nested(name, () => {
      if (bits === 0) {
        write(file, view, at + (offset >>> 3), type, own)
        return
      }
      const bytes = Math.ceil(((offset & 7) + bits) / 8)
      const shift = little ? offset & 7 : bytes * 8 - (offset & 7) - bits
      setBits(view, at + (offset >>> 3), bytes, shift, bits, little, integer(behind(types, type).type, bits, own))
    })
  }
}

function nested(key: Key, run: () => void): void {
  try {
    run()
  } catch (error) {
    throw within(error, key)
  }
}

function namesOf(types: readonly BtfEntry[], { name, type }: Member): string[] {
  return name === '' ? behind(types, type).type.members.flatMap((member) => namesOf(types, member)) : [name]
}

function integer({ kind, info }: BtfEntry, bits: number, value: unknown): bigint {
  if (kind === INT && info & BOOL) return BigInt(bool(value, ''))
  const signed = kind === INT ? (info & SIGNED) !== 0 : info !== 0
  const [least, most] = signed
    ? [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n]
    : [0n, (1n << BigInt(bits)) - 1n]
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    const exact = BigInt(value as bigint | number)
    if (exact >= least && exact <= most) return exact
  }
  return fail('', `an integer from ${least} to ${most}`, value)
}

function sizeOf(types: readonly BtfEntry[], id: number): number {
  const { type } = behind(types, id)
  if (type.kind === ARRAY) return type.info * sizeOf(types, type.ref)
  return type.kind === PTR ? 8 : type.ref
}
