/** What C sources say of types, as comments of the generated ones. */

export interface TypeComment {
  text: readonly string[]
  /** By member, or by name of an enum's value. */
  members: ReadonlyMap<string, readonly string[]>
}

export interface SourceComments {
  /** By `struct event`, `enum colour`, or the name of a typedef. */
  types: ReadonlyMap<string, TypeComment>
  /** Of maps, programs and variables, by name. */
  symbols: ReadonlyMap<string, readonly string[]>
}
