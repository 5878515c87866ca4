/**
 * What the query and the attributes of an import ask for: one form, and for which profile.
 *
 *     ?url             the form; without one, bytes
 *     ?profile=NAME    combines with every form
 *     with { type: 'bytes' }    says once more what is meant without a form
 */
import { suggestion } from '../nearest.ts'

/**
 * `bytes`: a `Uint8Array` inside the bundle. `url`: an emitted asset's address. `path`: the same as a `file:` address,
 * for server code. `inline`: a `data:` address. `meta`: what is known of the object.
 */
export const FORMS = ['bytes', 'url', 'path', 'inline', 'meta'] as const
export type Form = (typeof FORMS)[number]

export interface Ask {
  form: Form
  /** Undefined: that of the object. */
  profileName: string | undefined
}

/** An import that cannot be meant, in words. */
export interface Mistake {
  /** Follows the import: `there is no such form`. */
  problem: string
  hint: string
}

/** Keys that dev servers add to addresses; they change nothing about the request. */
const HOST_KEYS: ReadonlySet<string> = new Set(['import', 't', 'v'])

/** Keys by which a user asks the bundler itself for the source text. */
const FOREIGN_KEYS: ReadonlySet<string> = new Set(['raw'])

export type Attributes = Readonly<Record<string, string>>

/**
 * @param query with its `?`, or empty
 * @param attributes as far as the bundler hands them on
 * @returns undefined for what is the bundler's own business
 */
export function parseQuery(query: string, attributes: Attributes = {}): Ask | Mistake | undefined {
  const pairs = [...new URLSearchParams(query)].filter(([key]) => !HOST_KEYS.has(key))
  if (pairs.some(([key]) => FOREIGN_KEYS.has(key))) return undefined
  const forms: Form[] = []
  const profiles: string[] = []
  for (const [key, value] of pairs) {
    const form = FORMS.find((known) => known === key)
    if (key === 'profile') profiles.push(value)
    else if (form === undefined) return { problem: 'there is no such form', hint: nearestForm(key) }
    else if (value !== '') return { problem: `'${key}' takes no value`, hint: COMBINING }
    else forms.push(form)
  }
  const [form = 'bytes', ...otherForms] = forms
  const [profileName, ...others] = profiles
  if (otherForms.length > 0) return { problem: 'it can have only one form', hint: COMBINING }
  if (others.length > 0) return { problem: 'it can be for only one profile', hint: COMBINING }
  if (profileName === '') return { problem: 'it names no profile', hint: 'Write ?profile=linux-5.10, say.' }
  return attributeMistake(attributes, form) ?? { form, profileName }
}

const COMBINING = `One of ${FORMS.map((form) => `?${form}`).join(', ')} may be combined with ?profile=NAME, and with nothing else.`

function nearestForm(key: string): string {
  const guess = suggestion(key, [...FORMS, 'profile'])
  return guess.startsWith('Did') ? `${guess} ${COMBINING}` : COMBINING
}

function attributeMistake({ type }: Attributes, form: Form): Mistake | undefined {
  if (type === undefined) return undefined
  if (type !== 'bytes') {
    const hint = "Import it with { type: 'bytes' }, or without attributes and with a query."
    return { problem: `it cannot be of type '${type}'`, hint }
  }
  if (form === 'bytes') return undefined
  const hint = `Leave out the attributes, or ?${form}.`
  return { problem: `?${form} does not give bytes`, hint }
}
