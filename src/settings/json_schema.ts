/** The part of JSON schema (draft 7) that the generators understand. */
export interface JsonSchema {
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array'
  /** Markdown: the first sentence stands alone in tables and editors. */
  description?: string
  default?: unknown
  /** Ours: the default in words, where no value says it. */
  defaultText?: string
  /** Values as they stand in a config; the first one becomes the example on the option page. */
  examples?: readonly unknown[]
  enum?: readonly (string | number | boolean)[]
  pattern?: string
  minimum?: number
  minItems?: number
  uniqueItems?: boolean
  items?: JsonSchema
  anyOf?: readonly JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: readonly string[]
  additionalProperties?: boolean | JsonSchema
  propertyNames?: JsonSchema
  /** Ours: the TypeScript type, where the schema cannot say it. */
  tsType?: string
  /** Ours: what JSON has no word for, in options that are no JSON. */
  instanceOf?: 'Function' | 'RegExp'
  /** Ours: what a message says is expected, where the keywords say it badly ("a name such as probe"). */
  expected?: string
  /** Ours: the part of a native job that takes the option as it stands, under the same name; or {@link JobSetting}. */
  job?: JobPart | JobSetting
}

/** What compile and link share (`code`), what only one of them takes. */
export type JobPart = 'code' | 'compile' | 'link'

/** An option that is another thing in a job than in a config: `config/resolve.ts` makes the one of the other. */
export interface JobSetting {
  part: JobPart
  /** Default: the option's own. */
  name?: string
  /** What a job has. */
  form: JsonSchema
  /** A job may leave it out, and then does without. */
  optional?: boolean
}

/** Text that is not empty. */
export const text: JsonSchema = { type: 'string', pattern: '\\S', expected: 'text that is not empty' }

/** One string, or a list of them. */
export function oneOrMany(item: JsonSchema = text, list: JsonSchema = {}): JsonSchema {
  return { anyOf: [item, { type: 'array', items: item, ...list }] }
}
