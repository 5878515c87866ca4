/**
 * What the query and the attributes of an import ask for: one form, and for which profile.
 *
 *     ?url                      the form; without one, bytes
 *     ?profile=NAME             bytes for that profile
 *     ?profile=NAME&bpf-url     a form for that profile
 *     with { type: 'bytes' }    says once more what is meant without a form
 *
 * A pattern of TypeScript has one `*`. It cannot stand for a path and for a profile, so that what is typed behind a
 * profile is known by its end alone: a name of ours, not `&url`, which others use.
 */
import { nearest } from '../nearest.ts'

/**
 * `bytes`: a `Uint8Array` inside the bundle. `url`: an emitted asset's address. `path`: the same as a `file:` address,
 * for server code. `inline`: a `data:` address. `meta`: what is known of the object.
 */
const FORMS = ['bytes', 'url', 'path', 'inline', 'meta'] as const
export type Form = (typeof FORMS)[number]

/** Before a form, it makes the name that is ours alone. */
const OURS = 'bpf-'

/** What may stand alone; an import of bytes needs no form. */
const SHORT_FORMS: readonly Form[] = FORMS.filter((form) => form !== 'bytes')

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
  const shortForms: Form[] = []
  const profileNames: string[] = []
  for (const [key, value] of pairs) {
    const short = SHORT_FORMS.find((form) => form === key)
    const form = short ?? FORMS.find((known) => OURS + known === key)
    if (key === 'profile') profileNames.push(value)
    else if (form === undefined) return { problem: 'there is no such form', hint: nearestForm(key) }
    else if (value !== '') return { problem: `'${key}' takes no value`, hint: COMBINING }
    else forms.push(form)
    if (short !== undefined) shortForms.push(short)
  }
  const [form = 'bytes', ...otherForms] = forms
  const [profileName, ...others] = profileNames
  if (otherForms.length > 0) return { problem: 'it can have only one form', hint: COMBINING }
  if (others.length > 0) return { problem: 'it can be for only one profile', hint: COMBINING }
  if (profileName === '') return { problem: 'it names no profile', hint: 'write ?profile=linux-5.10, say' }
  const [short] = shortForms
  if (short !== undefined && profileName !== undefined) {
    const hint = `write ${queryOf({ form, profileName })}, which TypeScript can tell from what others import`
    return { problem: `behind a profile '${short}' is written '${OURS}${short}'`, hint }
  }
  return attributeMistake(attributes, form) ?? { form, profileName }
}

/** As a user writes it; empty for bytes. */
export function queryOf({ form, profileName }: Ask): string {
  if (profileName === undefined) return form === 'bytes' ? '' : `?${form}`
  return `?profile=${profileName}${form === 'bytes' ? '' : `&${OURS}${form}`}`
}

const SHORT_QUERIES = SHORT_FORMS.map((form) => `?${form}`).join(', ')
const COMBINING = `there are ${SHORT_QUERIES}; ?profile=NAME; and both as ?profile=NAME&${OURS}url, with nothing else`

function nearestForm(key: string): string {
  if (key === 'bytes') return 'leave it out: without a form an import is the bytes'
  const near = nearest(key, [...SHORT_FORMS, ...FORMS.map((form) => OURS + form), 'profile'])
  return near === undefined ? COMBINING : `did you mean '${near}'?`
}

function attributeMistake({ type }: Attributes, form: Form): Mistake | undefined {
  if (type === undefined) return undefined
  if (type !== 'bytes') {
    const hint = "import it with { type: 'bytes' }, or without attributes and with a query"
    return { problem: `it cannot be of type '${type}'`, hint }
  }
  if (form === 'bytes') return undefined
  const hint = `leave out the attributes, or ?${form}`
  return { problem: `?${form} does not give bytes`, hint }
}
