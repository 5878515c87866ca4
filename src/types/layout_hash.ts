/**
 * The layout of a linked object, by the same code that compares it at run time: what a build writes down and what
 * `assertLayout` finds cannot differ for another reason than the object.
 */

import type { EventSettings } from '../config/types.ts'
import { BpfLinkerError } from '../errors.ts'
import type { ObjectInfo } from '../object/types.ts'
import { type Layout, layoutOf } from '../runtime/layout.ts'
import { eventTypeNames } from './event_types.ts'

/**
 * Undefined for an object without BTF.
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME for a type of `events` that the object does not have
 */
export function layoutOfLink(
  { object, info }: { object: Uint8Array; info: Pick<ObjectInfo, 'btf' | 'maps'> },
  events: EventSettings,
): Layout | undefined {
  if (info.btf === undefined) return undefined
  const names = eventTypeNames(events, info.maps)
  try {
    return layoutOf(object, names)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new BpfLinkerError('CONFIG_UNKNOWN_NAME', `events: ${error.message}`, {
      cause: error,
      hint: 'A type that only code uses is not in BTF; a variable keeps it: const struct event *unused_event __attribute__((unused));',
    })
  }
}
