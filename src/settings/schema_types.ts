/** What may be said of the types of an object, and of the types of its events. */
import { type JsonSchema, text } from './json_schema.ts'

export const typeOptions: Record<string, JsonSchema> = {
  outDir: {
    ...text,
    expected: 'the path of a folder',
    description: 'Where modules go: `<outDir>/<id>.bpf.ts`, one for each object. Without it, as with `true`.',
    examples: ['src/generated'],
  },
  virtual: {
    type: 'boolean',
    default: false,
    description:
      'Write `<id>.virtual.d.ts` beside the module as well: the types of an import of `virtual:bpf-linker/<id>`, which then has all that they name.',
  },
  integers: {
    enum: ['bigint', 'number'],
    default: 'bigint',
    description:
      'What integers of more than 32 bits become. `number` is easier to compute with, and an error where a value has more than 53 bits.',
  },
  strings: {
    enum: ['string', 'bytes'],
    default: 'string',
    description: 'What `char[N]` becomes: text up to the first NUL, or its bytes.',
  },
}

const typeName: JsonSchema = {
  type: 'string',
  pattern: '^((struct|union|enum) +)?[A-Za-z_][A-Za-z0-9_]*$',
  expected: "the name of a type of the object, such as 'event'",
}

export const eventType: JsonSchema = {
  anyOf: [
    typeName,
    {
      type: 'object',
      additionalProperties: false,
      required: ['tag', 'of'],
      properties: {
        tag: { ...text, expected: 'the name of a member' },
        of: { type: 'object', additionalProperties: typeName },
      },
      expected: "a tag and its types, such as { tag: 'kind', of: { 0: 'exec', 1: 'exit' } }",
    },
  ],
  expected: 'the name of a type, or { tag, of }',
}
