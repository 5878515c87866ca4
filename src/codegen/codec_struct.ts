/** The functions and the codec of a struct or union. */
import { uniqueName } from '../object/btf_fields.ts'
import { sizeOf } from '../object/btf_graph.ts'
import type { BtfComposite } from '../object/btf_kinds.ts'
import { type CodecField, type CodecPart, fieldsIn, partsOf } from './codec_members.ts'
import { at } from './codec_scalar.ts'
import { codecTypeText } from './codec_type.ts'
import { readValue, type Value, writeValue } from './codec_value.ts'
import {
  addFunction,
  addPrivate,
  member,
  mentions,
  note,
  parameters,
  runtime,
  type StructFunctions,
  type Writer,
} from './codec_writer.ts'
import type { ModulePart } from './module.ts'
import type { TypeContext } from './type_context.ts'
import { propertyKey, quote } from './type_names.ts'

/** Writes the functions and the codec of a struct or union, what it contains before it. */
export function structFunctions(writer: Writer, type: BtfComposite): StructFunctions {
  const known = writer.structs.get(type.id)
  if (known !== undefined) return known
  const { graph, names, options, taken } = writer
  const name = names.get(type.id) ?? ''
  const parts = partsOf(graph, type, options, writer.isOpen)
  const open = writer.isOpen(type.id)
  const struct: Struct = { name, type, parts, open }
  const functions = parts.some((part) => part.kind === 'union')
    ? viewClass(writer, struct)
    : plainFunctions(writer, struct)
  const length = open ? uniqueName(`length_${name}`, taken) : undefined
  if (length !== undefined) lengthFunction(writer, length, struct)
  const all = { ...functions, length }
  writer.structs.set(type.id, all)
  const extents = parts.map((part) => extentOf(writer, part))
  const codec = [
    quote(type.name ?? name),
    type.size,
    all.read,
    all.write,
    `[${extents.join(', ')}]`,
    length ?? [],
  ].flat()
  writer.parts.push(codecConstant(writer, type, `/* @__PURE__ */ ${runtime(writer, 'codec')}(${codec.join(', ')})`))
  return all
}

/** What a module exports of a struct or union. */
export function codecConstant(context: TypeContext, type: BtfComposite, value: string): ModulePart {
  const name = context.names.get(type.id) ?? ''
  return {
    kind: 'constant',
    name,
    type: codecTypeText(context, type.id),
    value,
    comment: [`Reads and writes \`${type.kind} ${type.name ?? name}\`, ${type.size} bytes.`],
  }
}

interface Struct {
  name: string
  type: BtfComposite
  parts: readonly CodecPart[]
  open: boolean
}

function plainFunctions(writer: Writer, { name, type, parts, open }: Struct): Omit<StructFunctions, 'length'> {
  const [read, write] = [uniqueName(`read_${name}`, writer.taken), uniqueName(`write_${name}`, writer.taken)]
  const fields = fieldsIn(parts)
  addFunction(writer, read, open ? 'voe' : 'vo', name, [
    'return {',
    ...fields.map((field) => `  ${propertyKey(field.name)}: ${readField(writer, type, field)},`),
    writer.typed ? `} as ${name}` : '}',
  ])
  addFunction(writer, write, 'vox', 'void', [
    `${runtime(writer, 'struct')}(x)`,
    ...fields.map((field) => writeField(writer, type, field)),
  ])
  return { read, write }
}

/** Getters of what is in unions; other members are read at once. */
function viewClass(writer: Writer, struct: Struct): Omit<StructFunctions, 'length'> {
  const { name, parts, open } = struct
  const view = uniqueName(`${name}_view`, writer.taken)
  const [read, write] = [uniqueName(`read_${name}`, writer.taken), uniqueName(`write_${name}`, writer.taken)]
  const own = parts.filter((part) => part.kind === 'field')
  const lazy = parts.filter((part) => part.kind === 'union').flatMap((part) => fieldsIn([part]))
  const places = open ? 'voe' : 'vo'
  const assignments = [
    ...[...places].map((place) => `    this.#${place} = ${place}`),
    ...own.map((field) => `    this${member(field.name)} = ${readTyped(writer, struct, field)}`),
  ]
  const writes = [
    `    ${runtime(writer, 'struct')}(x)`,
    ...parts.flatMap((part) => writePart(writer, struct, part, '    ', true)),
  ]
  addPrivate(
    writer,
    `class ${view} {`,
    ...[...places].map((place) => `  #${place}${note(writer, place === 'v' ? 'DataView' : 'number')}`),
    ...(writer.typed ? own.map((field) => `  ${propertyKey(field.name)}: ${fieldType(name, field)}`) : []),
    `  constructor${parameters(writer, places, assignments.join('\n'))} {`,
    ...assignments,
    '  }',
    ...lazy.map((field) => getter(writer, struct, field)),
    ...(lazy.some((field) => field.name === 'toJSON')
      ? []
      : [`  toJSON() { return ${runtime(writer, 'plain')}(this) }`]),
    `  static write${parameters(writer, 'vox', writes.join('\n'))}${note(writer, 'void')} {`,
    ...writes,
    '  }',
    '}',
  )
  addFunction(writer, read, places, name, [`return new ${view}(${[...places].join(', ')})`])
  addFunction(writer, write, 'vox', 'void', [`${view}.write(v, o, x)`])
  return { read, write }
}

function getter(writer: Writer, struct: Struct, field: CodecField): string {
  const value = readTyped(writer, struct, field)
  const places = (['v', 'o', 'e'] as const).filter((place) => mentions(value, place))
  const locals = places.map((place) => `${place} = this.#${place}`).join(', ')
  // No accessor of a class may have this name, unless it is computed.
  const key = field.name === 'constructor' ? "['constructor']" : propertyKey(field.name)
  const head = `  get ${key}()${note(writer, fieldType(struct.name, field))}`
  return `${head} { ${locals === '' ? '' : `const ${locals}; `}return ${value} }`
}

function writePart(writer: Writer, struct: Struct, part: CodecPart, indent: string, outer: boolean): string[] {
  if (part.kind === 'field') return [`${indent}${writeField(writer, struct.type, part)}`]
  const alternatives = part.alternatives.map(
    (inner) =>
      `[${fieldsIn(inner)
        .map((field) => quote(field.name))
        .join(', ')}]`,
  )
  const from = `x.#o${part.offset === 0 ? '' : ` + ${part.offset}`}`
  const to = at('o', part.offset)
  const copies = `${runtime(writer, 'copy')}(v, ${to}, x.#v, ${from}, ${part.size}${struct.open ? ', x.#e' : ''})`
  const cases = part.alternatives.flatMap((inner, i) => [
    `${indent}  case ${i}: {`,
    ...inner.flatMap((each) => writePart(writer, struct, each, `${indent}    `, false)),
    `${indent}    break`,
    `${indent}  }`,
  ])
  return [
    // A view is written as it is: what its members do not show stays too.
    `${indent}${outer ? `if (#v in x) ${copies}\n${indent}else ` : ''}switch (${runtime(writer, 'alternativeOf')}(x, [${alternatives.join(', ')}])) {`,
    ...cases,
    `${indent}}`,
  ]
}

/** Bytes of a value that has a flexible array member: at least those of its type. */
function lengthFunction(writer: Writer, name: string, { type, parts }: Struct): void {
  const ends = fieldsIn(parts)
    .filter((field) => field.open)
    .map((field) => {
      const given = `x${member(field.name)}`
      const end = `${field.bitOffset / 8} + ${lengthOf(writer, field, given)}`
      return type.kind === 'union' || parts.some((part) => part.kind === 'union')
        ? `${given} === undefined ? 0 : ${end}`
        : end
    })
  addFunction(writer, name, 'x', 'number', [
    `${runtime(writer, 'struct')}(x)`,
    `return Math.max(${[type.size, ...ends].join(', ')})`,
  ])
}

function lengthOf(writer: Writer, { shape, name }: CodecField, given: string): string {
  const key = quote(name)
  switch (shape.kind) {
    case 'string':
      return `${runtime(writer, 'textBytes')}(${given}, undefined, ${key}).length`
    case 'array':
      return `${runtime(writer, 'array')}(${given}, undefined, ${key}).length * ${shape.stride}`
    case 'struct':
    case 'union':
      return `${writer.struct(shape.id).length}(${given})`
    default:
      return `(${given}?.length ?? 0)`
  }
}

function readField(writer: Writer, type: BtfComposite, field: CodecField): string {
  const { value, offset } = placed(type, field)
  return readValue(writer, value, 'o', offset, quote(field.name))
}

function readTyped(writer: Writer, { name, type }: Struct, field: CodecField): string {
  const value = readField(writer, type, field)
  return writer.typed ? `(${value}) as ${fieldType(name, field)}` : value
}

function writeField(writer: Writer, type: BtfComposite, field: CodecField): string {
  const { value, offset } = placed(type, field)
  return writeValue(writer, value, 'o', offset, `x${member(field.name)}`, quote(field.name))
}

function placed(struct: BtfComposite, field: CodecField): { value: Value; offset: number } {
  const { shape, open, bitOffset, bitSize } = field
  const bitfield = bitSize === undefined ? undefined : { bitOffset, size: bitSize, room: struct.size }
  return { value: { shape, open, bitfield }, offset: bitfield ? 0 : bitOffset / 8 }
}

/** `['comm', 16, 16, 1]`, `['at', 32, 8, 0, position]` */
function extentOf(writer: Writer, part: CodecPart): string {
  if (part.kind === 'union') {
    const [first] = fieldsIn([part])
    return `[${[quote(first?.name ?? ''), part.offset, part.size].join(', ')}]`
  }
  const { shape, bitOffset, bitSize, name } = part
  const offset = Math.floor(bitOffset / 8)
  const size =
    bitSize === undefined ? (sizeOf(writer.graph, part.type) ?? 0) : Math.ceil((bitOffset + bitSize) / 8) - offset
  const isList = shape.kind === 'array' || shape.kind === 'string' || shape.kind === 'bytes'
  const stride = shape.kind === 'array' ? shape.stride : isList ? 1 : 0
  const element = shape.kind === 'array' ? shape.element : shape
  const struct = element.kind === 'struct' || element.kind === 'union' ? [writer.names.get(element.id) ?? ''] : []
  const tail = struct.length > 0 ? [stride, ...struct] : stride > 0 ? [stride] : []
  return `[${[quote(name), offset, size, ...tail].join(', ')}]`
}

/** The type of a member, by its interface. */
function fieldType(name: string, field: CodecField): string {
  return `${name}[${quote(field.name)}]`
}
