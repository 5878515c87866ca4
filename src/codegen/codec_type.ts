import { inputText } from './input_types.ts'
import type { TypeContext } from './type_context.ts'
import { typeText } from './type_text.ts'

/** `Codec<event, event_input>` */
export function codecTypeText(context: TypeContext, id: number): string {
  const [read, written] = [typeText(context, id), inputText(context, id)]
  return `$Codec<${read === written ? read : `${read}, ${written}`}>`
}
