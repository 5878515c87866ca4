/** JavaScript that reads and writes one value of any type: calls of the functions of structs, functions for arrays. */
import { uniqueName } from '../object/btf_fields.ts'
import { at, type Place, readScalar, writeScalar } from './codec_scalar.ts'
import { addPrivate, note, parameters, runtime, use, type Writer } from './codec_writer.ts'
import type { Shape } from './shape.ts'

/** A member, an element, or what a codec is of. */
export interface Value {
  shape: Shape
  /** BTF id. */
  type: number
  open: boolean
  bitfield?: Place['bitfield']
}

export function readValue(writer: Writer, value: Value, base: string, offset: number, key: string): string {
  const { shape, open } = value
  const end = open ? 'e' : '0'
  switch (shape.kind) {
    case 'struct':
    case 'union': {
      const { read } = writer.struct(shape.id)
      return `${read}(v, ${at(base, offset)}, ${end})`
    }
    case 'array':
      return `${readList(writer, shape)}(v, ${at(base, offset)}, ${end})`
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

function readList(writer: Writer, shape: ArrayShape): string {
  const { count, stride } = shape
  const element: Value = { shape: shape.element, type: shape.elementType, open: false }
  const inner = (offset: string | number) =>
    typeof offset === 'number'
      ? readValue(writer, element, 'o', offset, '0')
      : readValue(writer, element, offset, 0, 'i')
  const isPlain = shape.element.kind === 'int' || shape.element.kind === 'float' || shape.element.kind === 'enum'
  const body =
    count !== undefined && count <= LITERAL && isPlain
      ? `  return [${Array.from({ length: count }, (_, i) => inner(i * stride)).join(', ')}]`
      : [
          `  const list${note(writer, 'any[]')} = []`,
          `  for (let i = 0; i < ${count ?? `Math.floor((e - o) / ${stride})`}; i++) list.push(${inner(`o + i * ${stride}`)})`,
          '  return list',
        ].join('\n')
  const head = (name: string) =>
    `function ${name}(${parameters(writer, ['v', 'DataView'], ['o', 'number'], ['e', 'number'])})${note(writer, 'any[]')} {`
  return listFunction(writer, 'read_list', `${count} ${body}`, (name) => `${head(name)}\n${body}\n}`)
}

function writeList(writer: Writer, shape: ArrayShape): string {
  const { count, stride } = shape
  const element: Value = { shape: shape.element, type: shape.elementType, open: false }
  const body = [
    `  const list = ${runtime(writer, 'array')}(x, ${count}, '')`,
    `  for (let i = 0; i < ${count ?? 'list.length'}; i++) ${writeValue(writer, element, `o + i * ${stride}`, 0, 'list[i]', 'i')}`,
  ].join('\n')
  const head = (name: string) =>
    `function ${name}(${parameters(writer, ['v', 'DataView'], ['o', 'number'], ['x', 'any'])})${note(writer, 'void')} {`
  return listFunction(writer, 'write_list', body, (name) => `${head(name)}\n${body}\n}`)
}

function listFunction(writer: Writer, wish: string, key: string, text: (name: string) => string): string {
  const known = writer.functions.get(`${wish} ${key}`)
  if (known !== undefined) return known
  const name = uniqueName(wish, writer.taken)
  writer.functions.set(`${wish} ${key}`, name)
  addPrivate(writer, text(name))
  return name
}
