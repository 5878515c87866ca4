/** Events of several types in one buffer, told apart by a member that all of them have. */
import { type Codec, codec, readChecked } from './codec.ts'
import { fail } from './codec_error.ts'

/** One of the types: its tag is that value. What may be written is a union of its own, which is kept. */
export type WithTag<T, Tag extends string, Value> = T extends unknown ? Omit<T, Tag> & { [K in Tag]: Value } : never

/**
 * @param tag the member, which is at `offset` in every type
 * @param tagType reads it
 * @param types by its value
 */
export function tagged<T extends object, Input extends object = T>(
  name: string,
  tag: string,
  offset: number,
  tagType: Codec<number | bigint, never>,
  types: Readonly<Record<string, Codec<object, never>>>,
): Codec<T, Input> {
  const pick = (value: unknown): Codec<object, never> =>
    (Object.hasOwn(types, String(value)) && types[String(value)]) ||
    fail(tag, `one of ${Object.keys(types).join(', ')}`, value)
  const of = (value: Input): Codec<object, Input> =>
    pick((value as Record<string, unknown> | null)?.[tag]) as Codec<object, Input>
  return codec<T, Input>(
    name,
    offset + tagType.size,
    (view, at, end) => readChecked(view, at, pick(tagType.read(view, at + offset, end))) as T,
    (view, at, value) => of(value).write(view, at, value),
    [[tag, offset, tagType.size]],
    (value) => of(value).length?.(value) ?? of(value).size,
  )
}
