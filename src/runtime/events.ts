/** Events of several types in one buffer, told apart by a member that all of them have. */
import { type Codec, codec, readChecked } from './codec.ts'
import { fail, type Key } from './codec_error.ts'

/** The discriminated union of the types: `kind` decides which one it is. */
export type Tagged<Tag extends string, Types extends Record<Key, object>> = {
  [Value in keyof Types]: Omit<Types[Value], Tag> & { [T in Tag]: Value }
}[keyof Types]

/**
 * @param tag the member, which is in the first `size` bytes of every type
 * @param read reads it
 * @param types by its value
 */
export function tagged<T extends object, Input extends object>(
  name: string,
  tag: string,
  size: number,
  read: (view: DataView, at: number) => number | bigint,
  types: Readonly<Record<Key, Codec<object, never>>>,
): Codec<T, Input> {
  const pick = (value: unknown): Codec<object, never> =>
    (Object.hasOwn(types, String(value)) && types[String(value)]) ||
    fail(tag, `one of ${Object.keys(types).join(', ')}`, value)
  const of = (value: Input): Codec<object, Input> =>
    pick((value as Record<string, unknown> | null)?.[tag]) as Codec<object, Input>
  return codec<T, Input>(
    name,
    size,
    (view, at) => readChecked(view, at, pick(read(view, at))) as T,
    (view, at, value) => of(value).write(view, at, value),
    [[tag, 0, size]],
    (value) => of(value).length?.(value) ?? of(value).size,
  )
}
