/**
 * What may be written where a union is somewhere in it: of a union one alternative.
 *
 *     struct event { int pid; union { int a; struct { short b, c; }; }; union u d; }
 *     { pid: number; d: u_input } & ({ readonly a: number } | { readonly b: number; readonly c: number })
 *
 * What was read has all alternatives and is of that type as well.
 */
import { type BtfField, fieldsOf } from '../object/btf_fields.ts'
import { resolve } from '../object/btf_graph.ts'
import { type BtfComposite, isComposite } from '../object/btf_kinds.ts'
import type { TypeContext } from './type_context.ts'
import { propertyKey } from './type_names.ts'
import { fieldText, typeText } from './type_text.ts'

/** The TypeScript type that may be written as a struct or union. */
export function compositeInput(context: TypeContext, type: BtfComposite): string {
  // Also bounds how deep and how many the anonymous members are.
  const fields = new Map(fieldsOf(context.graph, type.id).map((field) => [keyOf(field.owner, field.index), field]))
  return inputOf(context, type, fields)
}

/** The TypeScript type that may be written where a value of a BTF type stands. */
export function inputText(context: TypeContext, id: number): string {
  const type = resolve(context.graph, id)
  const own = context.inputs.get(type.id)
  if (own !== undefined) return own
  if (type.kind !== 'array') return typeText(context, id)
  const element = inputText(context, type.type)
  return element === typeText(context, type.type) ? typeText(context, id) : `${element}[]`
}

/** By {@link keyOf}. */
type Fields = ReadonlyMap<number, BtfField>

/** BTF has at most 2^16 members in a struct. */
function keyOf(owner: number, index: number): number {
  return owner * 2 ** 16 + index
}

function inputOf(context: TypeContext, type: BtfComposite, fields: Fields): string {
  if (type.kind === 'union') return alternatives(context, type, fields).join(' | ') || '{}'
  const own: string[] = []
  const choices: string[] = []
  collect(context, type, fields, own, choices)
  return [...(own.length > 0 || choices.length === 0 ? [`{ ${own.join('; ')} }`] : []), ...choices].join(' & ')
}

function alternatives(context: TypeContext, union: BtfComposite, fields: Fields): string[] {
  return union.members.flatMap((member, index) => {
    const inner = resolve(context.graph, member.type)
    if (member.name !== undefined) return `{ ${memberInput(context, fields.get(keyOf(union.id, index)))} }`
    if (!isComposite(inner)) return []
    return inner.kind === 'union' ? alternatives(context, inner, fields) : inputOf(context, inner, fields)
  })
}

/** Members of a struct and of anonymous structs in it; anonymous unions are choices of their own. */
function collect(context: TypeContext, struct: BtfComposite, fields: Fields, own: string[], choices: string[]): void {
  for (const [index, member] of struct.members.entries()) {
    const inner = resolve(context.graph, member.type)
    if (member.name !== undefined) own.push(memberInput(context, fields.get(keyOf(struct.id, index))))
    else if (inner.kind === 'struct') collect(context, inner, fields, own, choices)
    else if (inner.kind === 'union') choices.push(`(${inputOf(context, inner, fields)})`)
  }
}

function memberInput(context: TypeContext, field: BtfField | undefined): string {
  if (field === undefined) return ''
  const text = field.bitSize === undefined ? inputText(context, field.type) : fieldText(context, field)
  return `${field.overlaps ? 'readonly ' : ''}${propertyKey(field.name)}: ${text}`
}
