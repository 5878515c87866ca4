/** Options whose keys may be `undefined`, which says as much as leaving them out. */

export type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** Without the keys that are `undefined`: what is spread over defaults must not hide them. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, given]) => given !== undefined)) as Defined<T>
}
