/**
 * What a value of a BTF type is in JavaScript. Declarations say it in TypeScript, codecs in code that reads and writes
 * it; both ask here, so that they cannot differ.
 *
 *     integers of at most 32 bits, bitfields of at most 53    number
 *     wider ones                                              bigint   (`integers: 'number'`: number, where safe)
 *     bool                                                    boolean
 *     float, double                                           number
 *     enums of at most 32 bits                                number: the union of the enum's values
 *     wider enums                                             bigint, as integers
 *     char[N]                                                 string, up to the first NUL   (`strings: 'bytes'`: Uint8Array)
 *     unsigned char[N], u8[N]                                 Uint8Array
 *     other arrays                                            arrays, one in another as in C
 *     structs                                                 objects, anonymous members among their own
 *     unions                                                  objects whose members are read when asked for
 *     pointers                                                bigint
 *     what has no size, long double, __int128 as float …      Uint8Array of the bytes
 */
import { type BtfGraph, resolve, sizeOf } from '../object/btf_graph.ts'

export interface ShapeOptions {
  /**
   * What integers of more than 32 bits become. `number`: values beyond 2^53 are an error of the codec.
   * @default 'bigint'
   */
  integers?: 'bigint' | 'number'
  /**
   * What `char[N]` becomes.
   * @default 'string'
   */
  strings?: 'string' | 'bytes'
}

export type Shape =
  /** `bits`: of a bitfield its own, else 8 times `bytes`. `bytes`: 1, 2, 4, 8 or 16, of a bitfield those of its type. */
  | { kind: 'int'; bytes: number; bits: number; signed: boolean; as: 'number' | 'bigint' }
  | { kind: 'bool'; bytes: number; bits: number }
  | { kind: 'float'; bytes: 4 | 8 }
  /** `id`: of the enum. */
  | { kind: 'enum'; id: number; bytes: number; bits: number; signed: boolean; as: 'number' | 'bigint' }
  | { kind: 'pointer' }
  /** It has at most `bytes` bytes; undefined: up to the end of the buffer. */
  | { kind: 'string' | 'bytes'; bytes: number | undefined }
  /** `count` undefined: a flexible array member, as many elements as the buffer has. `stride`: bytes of one. */
  | { kind: 'array'; element: Shape; elementType: number; count: number | undefined; stride: number }
  /** `id`: of the struct or union. */
  | { kind: 'struct' | 'union'; id: number; bytes: number }

/**
 * @param bitSize of a bitfield
 * @param flexible a last member: an array of no elements stands for as many as follow
 */
export function shapeOf(
  graph: BtfGraph,
  id: number,
  options: ShapeOptions = {},
  bitSize?: number,
  flexible = false,
): Shape {
  const type = resolve(graph, id)
  const bytes = sizeOf(graph, id) ?? 0
  const bits = bitSize ?? bytes * 8
  switch (type.kind) {
    case 'int':
      if (type.bool) return { kind: 'bool', bytes, bits }
      if (![1, 2, 4, 8, 16].includes(bytes)) return { kind: 'bytes', bytes }
      return { kind: 'int', bytes, bits, signed: type.signed === true, as: numeric(bits, bitSize, options) }
    case 'enum':
    case 'enum64':
      if (bytes === 0) return { kind: 'bytes', bytes }
      return { kind: 'enum', id: type.id, bytes, bits, signed: type.signed, as: enumAs(type, bytes, options) }
    case 'float':
      return bytes === 4 || bytes === 8 ? { kind: 'float', bytes } : { kind: 'bytes', bytes }
    case 'ptr':
      return { kind: 'pointer' }
    case 'array':
      return arrayShape(graph, type, options, flexible && type.count === 0)
    case 'struct':
    case 'union':
      return { kind: type.kind, id: type.id, bytes }
    default:
      return { kind: 'bytes', bytes }
  }
}

function numeric(bits: number, bitSize: number | undefined, options: ShapeOptions): 'number' | 'bigint' {
  if (bits <= 32 || (bitSize !== undefined && bitSize <= 53)) return 'number'
  return options.integers === 'number' && bits <= 64 ? 'number' : 'bigint'
}

function enumAs(
  { values }: { values: readonly { value: number | string }[] },
  bytes: number,
  options: ShapeOptions,
): 'number' | 'bigint' {
  // One value that no number can be makes all of them bigints.
  const safe = values.every(({ value }) => Number.isSafeInteger(Number(value)))
  return numeric(bytes * 8, undefined, safe ? options : {})
}

function arrayShape(
  graph: BtfGraph,
  { type: elementType, count }: { type: number; count: number },
  options: ShapeOptions,
  open: boolean,
): Shape {
  const stride = sizeOf(graph, elementType) ?? 0
  const element = resolve(graph, elementType)
  if (element.kind === 'int' && element.size === 1 && !element.bool) {
    // clang says `char` is a signed integer; only its name tells it from `signed char`.
    const text = (element.char || element.name === 'char') && options.strings !== 'bytes'
    const unsigned = !element.signed || element.char || element.name === 'char'
    const bytes = open ? undefined : count
    if (text) return { kind: 'string', bytes }
    if (unsigned) return { kind: 'bytes', bytes }
  }
  // Elements of no bytes: none, or any number of nothing.
  const elements = open ? undefined : stride === 0 ? 0 : count
  return {
    kind: 'array',
    element: shapeOf(graph, elementType, options),
    elementType,
    count: elements,
    stride,
  }
}
