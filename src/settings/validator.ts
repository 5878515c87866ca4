/** What the validators are that ajv makes of the schemas. */

/** One error of ajv. */
export interface SchemaError {
  instancePath: string
  schemaPath: string
  keyword: string
  params: Record<string, unknown>
  /** The name itself is wrong (propertyNames). */
  propertyName?: string
}

export interface Validator {
  (data: unknown): boolean
  errors?: SchemaError[] | null
}
