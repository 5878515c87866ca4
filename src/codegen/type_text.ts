/**
 * How a BTF type is written: in TypeScript for what its values are, and as C or Rust have it for comments.
 */
import type { BtfField } from '../object/btf_fields.ts'
import { type BtfGraph, sizeOf, typeOf } from '../object/btf_graph.ts'
import { isComposite } from '../object/btf_kinds.ts'
import type { BtfType } from '../object/btf_types.ts'
import { type Shape, shapeOf } from './shape.ts'
import { sourceName } from './source_name.ts'
import type { TypeContext } from './type_context.ts'
import type { TypeNames } from './type_names.ts'

/** The TypeScript type of values of a BTF type; a typedef stays one. */
export function typeText(context: TypeContext, id: number): string {
  const type = typeOf(context.graph, declared(context.graph, id))
  const name = context.names.get(type.id)
  // What has no size has no declaration either.
  if (name !== undefined && sizeOf(context.graph, type.id) !== undefined) return name
  const shape = shapeOf(context.graph, id, context.options)
  // An array in a typedef has its name; elements keep theirs.
  return type.kind === 'array' && shape.kind === 'array'
    ? `${typeText(context, shape.elementType)}[]`
    : shapeText(context.names, shape)
}

/** That of a member: a bitfield may be narrower than its type. */
export function fieldText(context: TypeContext, field: BtfField): string {
  if (field.bitSize === undefined) return typeText(context, field.type)
  const { graph, options } = context
  const shape = shapeOf(graph, field.type, options, field.bitSize)
  const narrowed = shape.kind === 'int' && shape.as !== plainAs(context, field.type)
  return narrowed ? shape.as : typeText(context, field.type)
}

/** @throws BpfLinkerError OBJECT_INVALID for arrays in each other beyond measure */
export function shapeText(names: TypeNames, shape: Shape): string {
  switch (shape.kind) {
    case 'int':
      return shape.as
    case 'bool':
      return 'boolean'
    case 'float':
      return 'number'
    case 'pointer':
      return 'bigint'
    case 'string':
      return 'string'
    case 'bytes':
      return 'Uint8Array'
    case 'array':
      return `${shapeText(names, shape.element)}[]`
    case 'enum':
    case 'struct':
    case 'union':
      return names.get(shape.id) ?? 'never'
  }
}

function plainAs({ graph, options }: TypeContext, id: number): 'number' | 'bigint' | undefined {
  const shape = shapeOf(graph, id, options)
  return shape.kind === 'int' ? shape.as : undefined
}

/** Behind qualifiers, the typedef or what is no other name. */
function declared(graph: BtfGraph, id: number): number {
  // `inspect` and the graph refuse circles.
  for (let type = typeOf(graph, id); ; type = typeOf(graph, type.type)) {
    if (type.kind !== 'const' && type.kind !== 'volatile' && type.kind !== 'restrict' && type.kind !== 'typeTag') {
      return type.id
    }
  }
}

const LONGEST_NAME = 200

/** Pointers to pointers to …; what is deeper is not spelled out. */
const DEEPEST_TEXT = 8

/** As the source has it: `struct event *`, `char[16]`, `Foo<u32>`. */
export function sourceText(graph: BtfGraph, id: number, depth = 0): string {
  const type = typeOf(graph, id)
  if (depth > DEEPEST_TEXT) return '…'
  const inner = (of: number): string => sourceText(graph, of, depth + 1)
  switch (type.kind) {
    case 'void':
      return 'void'
    case 'ptr':
      return inner(type.type).endsWith('*') ? `${inner(type.type)}*` : `${inner(type.type)} *`
    case 'array': {
      // `int[3][2]` is three arrays of two.
      const [, element = '', rest = ''] = /^(.*?)((?:\[\d*\])*)$/.exec(inner(type.type)) ?? []
      return `${element}[${type.count}]${rest}`
    }
    case 'const':
    case 'volatile':
    case 'restrict':
      return `${type.kind} ${inner(type.type)}`
    case 'typeTag':
      return inner(type.type)
    case 'funcProto':
      return 'function'
    default:
      return namedText(type)
  }
}

function namedText(type: BtfType): string {
  const name = type.name === undefined ? undefined : shortened(sourceName(type.name))
  if (isComposite(type) || type.kind === 'enum' || type.kind === 'enum64' || type.kind === 'fwd') {
    const keyword =
      type.kind === 'enum64' ? 'enum' : type.kind === 'fwd' ? (type.union ? 'union' : 'struct') : type.kind
    return `${keyword} ${name ?? '{ … }'}`
  }
  return name ?? type.kind
}

/** Each use of a type repeats its name. */
function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name
}
