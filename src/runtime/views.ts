/** Unions: views of their bytes, whose members are read when they are asked for. */
import { fail } from './codec_error.ts'

/** Names of the members of one alternative, those of an anonymous struct among them. */
export type Alternative = readonly string[]

/** Which alternative a value gives: exactly one, since all of them are in the same bytes. */
export function alternativeOf(value: object, alternatives: readonly Alternative[]): number {
  const given = alternatives.flatMap((names, index) =>
    names.some((name) => Object.hasOwn(value, name) && (value as Record<string, unknown>)[name] !== undefined)
      ? [index]
      : [],
  )
  const [first] = given
  if (first !== undefined && given.length === 1) return first
  const names = (list: readonly (Alternative | undefined)[]) => list.map((alternative) => alternative?.[0]).join(', ')
  const found = first === undefined ? undefined : names(given.map((i) => alternatives[i]))
  return fail('', `one of ${names(alternatives)}`, found)
}

/**
 * The bytes of a view into another buffer.
 *
 * @param end where they end, when that is not after `size`: behind a flexible array member
 */
export function copy(to: DataView, at: number, from: DataView, start: number, size: number, end = 0): void {
  const count = Math.min(Math.max(size, end - start), to.byteLength - at)
  for (let i = 0; i < count; i++) to.setUint8(at + i, from.getUint8(start + i))
}

/** A view as an object of its own, every member read: what JSON and `console.log` show. */
export function plain(view: object): Record<string, unknown> {
  const all: Record<string, unknown> = { ...view }
  const accessors = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view))
  for (const [name, { get }] of Object.entries(accessors)) if (get) all[name] = get.call(view)
  return all
}
