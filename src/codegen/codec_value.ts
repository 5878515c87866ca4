/** JavaScript that reads and writes one value of any type: calls of the functions of structs, functions for arrays. */
import { at, type Place, readScalar, writeScalar } from './codec_scalar.ts'
import { note, runtime, sharedFunction, use, type Writer } from './codec_writer.ts'
import type { Shape } from './shape.ts'

/** A member, an element, or what a codec is of. */
export interface Value {
  shape: Shape
  /** It ends where the buffer does. */
  open: boolean
  bitfield?: Place['bitfield']
}

export function readValue(writer: Writer, value: Value, base: string, offset: number, key: string): string {
  const { shape, open } = value
  const end = open ? ', e' : ''
  switch (shape.kind) {
    case 'struct':
    case 'union': {
      const { read } = writer.struct(shape.id)
      return `${read}(v, ${at(base, offset)}${end})`
    }
    case 'array':
      return `${readList(writer, shape)}(v, ${at(base, offset)}${end})`
    default:
      return use(writer, readScalar(shape, place(writer, value, base, offset, key)))
  }
}

/** A statement. */
export function writeValue(
  writer: Writer,
  value: Value,
  base: string,
  offset: number,
  given: string,
  key: string,
): string {
  const { shape } = value
  switch (shape.kind) {
    case 'struct':
    case 'union': {
      const { write } = writer.struct(shape.id)
      return named(writer, `${write}(v, ${at(base, offset)}, ${given})`, key)
    }
    case 'array':
      return named(writer, `${writeList(writer, shape)}(v, ${at(base, offset)}, ${given})`, key)
    default:
      return use(writer, writeScalar(shape, place(writer, value, base, offset, key), given))
  }
}

function place(writer: Writer, { bitfield, open }: Value, base: string, offset: number, key: string): Place {
  return { base, offset, little: writer.little, bitfield, end: open ? 'e' : '0', key }
}

/** A call whose errors get the member's name in front. */
function named(writer: Writer, call: string, key: string): string {
  return key === "''" ? call : `try { ${call} } catch (error) { throw ${runtime(writer, 'within')}(error, ${key}) }`
}

type ArrayShape = Extract<Shape, { kind: 'array' }>

/** Arrays of at most so many numbers are written out. */
const LITERAL = 8

function readList(writer: Writer, { element: shape, count, stride }: ArrayShape): string {
  const element: Value = { shape, open: false }
  if (count !== undefined && count <= LITERAL && (shape.kind === 'int' || shape.kind === 'float')) {
    const items = Array.from({ length: count }, (_, i) => readValue(writer, element, 'o', i * stride, String(i)))
    return sharedFunction(writer, 'read_list', 'vo', 'any[]', [`return [${items.join(', ')}]`])
  }
  const end = count ?? `Math.floor((e - o) / ${stride})`
  const lines = [
    `const list${note(writer, 'any[]')} = []`,
    `for (let i = 0; i < ${end}; i++) list.push(${readValue(writer, element, `o + i * ${stride}`, 0, 'i')})`,
    'return list',
  ]
  return sharedFunction(writer, 'read_list', count === undefined ? 'voe' : 'vo', 'any[]', lines)
}

function writeList(writer: Writer, { element: shape, count, stride }: ArrayShape): string {
  const element: Value = { shape, open: false }
  const write = writeValue(writer, element, `o + i * ${stride}`, 0, 'list[i]', 'i')
  return sharedFunction(writer, 'write_list', 'vox', 'void', [
    `const list = ${runtime(writer, 'array')}(x, ${count}, '')`,
    `for (let i = 0; i < ${count ?? 'list.length'}; i++) ${write}`,
  ])
}
