/**
 * Types of the generated module: interfaces of structs and unions, unions and objects of the values of enums, typedefs.
 * In the order of their names, since that of the BTF depends on the link.
 */
import { type BtfField, fieldsOf } from '../object/btf_fields.ts'
import { resolve, sizeOf, tagsOf, typeOf } from '../object/btf_graph.ts'
import { type BtfComposite, isComposite } from '../object/btf_kinds.ts'
import type { BtfType } from '../object/btf_types.ts'
import { compositeInput } from './input_types.ts'
import { docComment, type ModulePart } from './module.ts'
import { shapeOf } from './shape.ts'
import type { SourceComments } from './source_comments.ts'
import type { TypeContext } from './type_context.ts'
import { propertyKey } from './type_names.ts'
import { fieldText, shapeText, sourceText, typeText } from './type_text.ts'

type Enumeration = Extract<BtfType, { kind: 'enum' | 'enum64' }>

/** One part for each type, for an enum two. */
export function typeParts(context: TypeContext, comments?: SourceComments): ModulePart[] {
  const { graph, names } = context
  const seen = new Set<string>()
  const parts: { name: string; parts: ModulePart[] }[] = []
  for (const [id, name] of names) {
    // A typedef that is one with its struct comes with the struct.
    if (seen.has(name) || (typeOf(graph, id).kind === 'typedef' && names.get(resolve(graph, id).id) === name)) continue
    seen.add(name)
    parts.push({ name, parts: partsOf(context, typeOf(graph, id), name, comments) })
  }
  return parts.sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((each) => each.parts)
}

function partsOf(
  context: TypeContext,
  type: BtfType,
  name: string,
  comments: SourceComments | undefined,
): ModulePart[] {
  if (isComposite(type)) return compositeParts(context, type, name, comments)
  if (type.kind === 'enum' || type.kind === 'enum64') return enumParts(context, type, name, comments)
  if (type.kind !== 'typedef' || sizeOf(context.graph, type.id) === undefined) return []
  const said = comments?.symbols.get(type.name ?? '') ?? []
  const comment = [...said, sourceText(context.graph, type.type), ...tagLines(tagsOf(context.graph, type.id))]
  return [types(comment, `export type ${name} = ${typeText(context, type.type)}`)]
}

function types(comment: readonly string[], text: string): ModulePart {
  return { kind: 'types', text: docComment(comment) + text }
}

function compositeParts(
  context: TypeContext,
  type: BtfComposite,
  name: string,
  comments: SourceComments | undefined,
): ModulePart[] {
  const { graph, inputs } = context
  const source = comments?.types.get(commentKey(context, type, name))
  const members = fieldsOf(graph, type.id).map((field) => memberText(context, field, source?.members.get(field.name)))
  const comment = [
    ...(source?.text ?? []),
    `${sourceText(graph, type.id)}, ${bytesText(type.size)}`,
    ...tagLines(tagsOf(graph, type.id)),
  ]
  const parts = [types(comment, `export interface ${name} {\n${members.join('')}}`)]
  const input = inputs.get(type.id)
  if (input !== undefined) {
    const text = `export type ${input} = ${compositeInput(context, type)}`
    parts.push(types([`What may be written as ${name}: of a union, one member.`], text))
  }
  return parts
}

function memberText(context: TypeContext, field: BtfField, comment: readonly string[] = []): string {
  const place = placeText(context, field)
  const said = comment.length + field.tags.length === 0 ? [place] : [...comment, place, ...tagLines(field.tags)]
  const readonly = field.overlaps ? 'readonly ' : ''
  return `${docComment(said, '  ')}  ${readonly}${propertyKey(field.name)}: ${fieldText(context, field)}\n`
}

function placeText({ graph }: TypeContext, { type, bitOffset, bitSize }: BtfField): string {
  const text = sourceText(graph, type)
  if (bitSize === undefined) return `${text} at byte ${bitOffset / 8}`
  return `${text}, ${bitSize} ${bitSize === 1 ? 'bit' : 'bits'} from bit ${bitOffset}`
}

/** Values of enums are also there at run time: `colour.RED`. */
function enumParts(
  context: TypeContext,
  type: Enumeration,
  name: string,
  comments: SourceComments | undefined,
): ModulePart[] {
  const { graph } = context
  const shape = shapeOf(graph, type.id, context.options)
  const suffix = shape.kind === 'enum' && shape.as === 'bigint' ? 'n' : ''
  const source = comments?.types.get(commentKey(context, type, name))
  const comment = [...(source?.text ?? []), sourceText(graph, type.id), ...tagLines(tagsOf(graph, type.id))]
  // Names are unique in C; an object has a name once.
  const values = new Map(type.values.map((value) => [value.name, `${value.value}${suffix}`]))
  const literals = [...new Set(values.values())]
  const plain = shape.kind === 'enum' ? shape.as : shapeText(context.names, shape)
  const union = types(comment, `export type ${name} = ${literals.length === 0 ? plain : literals.join(' | ')}`)
  if (values.size === 0) return [union]
  const fields = [...values].map(
    ([key, value]) => `${docComment(source?.members.get(key) ?? [], '  ')}  readonly ${propertyKey(key)}: ${value}`,
  )
  const object = [...values].map(([key, value]) => `  ${propertyKey(key)}: ${value},`)
  return [
    union,
    {
      kind: 'constant',
      name,
      type: ['{', ...fields, '}'].join('\n'),
      value: ['{', ...object, '}'].join('\n'),
      comment: [`The values of ${sourceText(graph, type.id)}.`],
    },
  ]
}

/** As comments of the source are kept: `struct event`, or the typedef of a type without a tag. */
function commentKey({ graph }: TypeContext, type: BtfType, name: string): string {
  return type.name === undefined ? name : sourceText(graph, type.id)
}

function tagLines(tags: readonly string[]): string[] {
  return tags.map((tag) => `btf_decl_tag: ${tag}`)
}

function bytesText(size: number): string {
  return size === 1 ? '1 byte' : `${size} bytes`
}
