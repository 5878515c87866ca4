/**
 * The graph → codecs: for each struct and union a plain function that reads it and one that writes it, with every offset,
 * width and byte order in their text. Nothing is interpreted when a value is read.
 *
 *     struct            read_event(v, o)         an object literal
 *     with a union      event_view               a class: the union's members are getters, so that only what is asked for
 *     union                                      is read, and so that a view is written back byte for byte
 *     array             read_list(v, o)          one function for all arrays of that element and length
 *
 * `v` is a DataView, `o` where the value begins, `e` where the buffer ends (of what has a flexible array member).
 */
import { elementOf, resolve, sizeOf } from '../object/btf_graph.ts'
import { type BtfComposite, isComposite } from '../object/btf_kinds.ts'
import { openTypes } from './codec_members.ts'
import { codecConstant, structFunctions } from './codec_struct.ts'
import { readValue, type Value, writeValue } from './codec_value.ts'
import { runtime, sharedFunction, type Writer } from './codec_writer.ts'
import type { ModuleForm, ModulePart } from './module.ts'
import { shapeOf } from './shape.ts'
import type { TypeContext } from './type_context.ts'
import { quote } from './type_names.ts'

export interface Codecs {
  parts: ModulePart[]
  /** What is imported from the runtime: `text as $text`. */
  imports: string[]
  /** The codec of each type that was asked for: an expression. */
  expressions: ReadonlyMap<number, string>
}

/**
 * Codecs of types and of all that they contain.
 *
 * @param roots BTF ids; integers, arrays and typedefs as well as structs
 * @param taken names that the module gives to other things
 * @param forms which texts the parts are for; in others, values and functions are missing
 * @throws BpfLinkerError OBJECT_INVALID for structs in each other beyond measure
 */
export function generateCodecs(
  context: TypeContext,
  roots: readonly number[],
  taken: Iterable<string> = [],
  forms: readonly ModuleForm[] = ['typescript', 'javascript'],
): Codecs {
  const names = [...taken, ...context.names.values(), ...context.inputs.values()]
  const writers = [false, true]
    .filter((typed) => forms.includes(typed ? 'typescript' : 'javascript'))
    .map((typed) => writerOf(context, typed, names))
  const [first, second] = writers
  if (first === undefined) return { parts: declaredCodecs(context, roots), imports: [], expressions: new Map() }
  const [expressions] = writers.map((writer) => new Map(roots.map((id) => [id, codecOf(writer, id)])))
  const parts = first.parts.map((part, i): ModulePart => {
    const other = second?.parts[i]
    return part.kind === 'private' && other?.kind === 'private'
      ? { ...part, typescript: other.typescript }
      : (other ?? part)
  })
  const imports = [...first.imports].sort().map((name) => `${name} as $${name}`)
  return { parts, imports, expressions: expressions ?? new Map() }
}

function writerOf(context: TypeContext, typed: boolean, taken: readonly string[]): Writer {
  const self: Writer = {
    ...context,
    typed,
    little: context.graph.endianness === 'little',
    isOpen: openTypes(context.graph),
    taken: new Map(taken.map((name) => [name, 2])),
    imports: new Set(),
    functions: new Map(),
    structs: new Map(),
    struct: (id) => structFunctions(self, resolve(context.graph, id) as BtfComposite),
    parts: [],
  }
  return self
}

/** The constants of structs and unions alone: all that declarations tell of. */
function declaredCodecs(context: TypeContext, roots: readonly number[]): ModulePart[] {
  const { graph, names } = context
  const composites = (ids: readonly number[]) => ids.map((id) => elementOf(graph, id)).filter(isComposite)
  // A set may grow while it is gone through.
  const reached = new Set(composites(roots))
  for (const type of reached) {
    for (const inner of composites(type.members.map((member) => member.type))) reached.add(inner)
  }
  const named = [...reached].filter(({ id }) => names.has(id))
  named.sort((a, b) => ((names.get(a.id) ?? '') < (names.get(b.id) ?? '') ? -1 : 1))
  return named.map((type) => codecConstant(context, type, ''))
}

/** The codec of a type: the constant of a struct or union, else a call. */
function codecOf(writer: Writer, id: number): string {
  const { graph, names } = writer
  const type = resolve(graph, id)
  if (isComposite(type)) {
    writer.struct(type.id)
    return names.get(type.id) ?? ''
  }
  const value: Value = { shape: shapeOf(graph, id, writer.options), open: false }
  const read = sharedFunction(writer, 'read_value', 'vo', 'any', [`return ${readValue(writer, value, 'o', 0, "''")}`])
  const write = sharedFunction(writer, 'write_value', 'vox', 'void', [writeValue(writer, value, 'o', 0, 'x', "''")])
  const name = quote(names.get(id) ?? type.name ?? type.kind)
  return `/* @__PURE__ */ ${runtime(writer, 'codec')}(${name}, ${sizeOf(graph, id) ?? 0}, ${read}, ${write})`
}
