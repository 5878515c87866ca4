// Parts that the generators share.

/** Schema → TypeScript type; the named ones by identity. */
export function typeText(schema, names = new Map()) {
  const name = names.get(schema)
  if (name !== undefined) return name
  if (schema.tsType) return schema.tsType
  if (schema.instanceOf) return schema.instanceOf
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((s) => typeText(s, names)).join(' | ')
  switch (schema.type) {
    case 'integer':
      return 'number'
    case 'array': {
      const item = typeText(schema.items, names)
      return `readonly ${item.includes('|') ? `(${item})` : item}[]`
    }
    case 'object':
      if (schema.properties) {
        const keys = Object.entries(schema.properties).map(([key, value]) => {
          const required = schema.required?.includes(key)
          return `${key}${required ? '' : '?'}: ${typeText(value, names)}${required ? '' : ' | undefined'}`
        })
        return `{ ${keys.join('; ')} }`
      }
      return `Readonly<Record<string, ${typeText(schema.additionalProperties, names)}>>`
    default:
      return schema.type
  }
}

/** A paragraph in lines of at most 120 characters; what stands in backticks stays on one line. */
export function wrapped(text) {
  const lines = ['']
  for (const word of text.match(/(?:`[^`]*`|[^ `])+/g) ?? []) {
    const line = lines.at(-1)
    if (line !== '' && line.length + 1 + word.length > 120) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join('\n')
}

/** A value as it is written in a TypeScript config. */
export function literal(value) {
  if (typeof value === 'string') return value.includes("'") ? JSON.stringify(value) : `'${value}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (value instanceof RegExp) return String(value)
  if (typeof value === 'object' && value !== null) {
    const keys = Object.entries(value).map(
      ([k, v]) => `${/^[A-Za-z_$][\w$]*$/.test(k) ? k : literal(k)}: ${literal(v)}`,
    )
    return keys.length === 0 ? '{}' : `{ ${keys.join(', ')} }`
  }
  return String(value)
}

/** A key of `properties` may have the name of a keyword of ours; its value is a schema then. */
function isSchema(value) {
  return typeof value === 'object' && value.part === undefined
}

/** The schema without the keywords that are ours. */
export function standard(schema) {
  if (Array.isArray(schema)) return schema.map(standard)
  if (typeof schema !== 'object' || schema === null) return schema
  const own = ['tsType', 'expected', 'defaultText', 'job']
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !own.includes(key) || isSchema(value))
      .map(([key, value]) => [key, standard(value)]),
  )
}
