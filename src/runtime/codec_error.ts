/** A value that does not fit its type, or a buffer that is too short. Made where it is found, named on the way out. */

/** The name of a member, or the index of an element; `''`: the value itself. */
export type Key = string | number

/**
 * @example
 * event.comm[3]: expected an integer from 0 to 255, found 300
 */
export class CodecError extends RangeError {
  override readonly name = 'CodecError'
  /** Where in the value: `event.comm[3]`. */
  path: string
  /** What is wrong there. */
  readonly problem: string

  constructor(key: Key, problem: string) {
    super()
    this.path = ''
    this.problem = problem
    within(this, key)
  }
}

/** Puts the member or type that was being read or written in front of an error's path. Gives the error back, to throw. */
export function within(error: unknown, key: Key): unknown {
  if (error instanceof CodecError) {
    const { path } = error
    const step = typeof key === 'number' ? `[${key}]` : key
    error.path = path === '' || step === '' || path[0] === '[' ? step + path : `${step}.${path}`
    error.message = `${error.path}: ${error.problem}`
  }
  return error
}

export function fail(key: Key, expected: string, found: unknown): never {
  throw mismatch(key, expected, found)
}

export function mismatch(key: Key, expected: string, found: unknown): CodecError {
  return new CodecError(key, `expected ${expected}, found ${describe(found)}`)
}

function describe(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return String(value)
}
