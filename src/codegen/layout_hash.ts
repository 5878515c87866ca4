/**
 * The layout of a linked object, by the same code that compares it at run time: what a build writes down and what
 * `assertLayout` finds cannot differ for another reason than the object.
 */

import { BpfLinkerError } from '../errors.ts'
import { btfGraph } from '../object/btf_graph.ts'
import type { ObjectInfo } from '../object/types.ts'
import { type Layout, layoutOf } from '../runtime/layout.ts'
import type { EventSettings } from '../settings/object.ts'
import { eventPayloads, eventTypeNames, keptBy } from './event_types.ts'

/**
 * Undefined for an object without BTF.
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME for a type of `events` that the object does not have
 */
export function layoutOfLink(
  { bytes, info }: { bytes: Uint8Array; info: Pick<ObjectInfo, 'btf' | 'endianness' | 'maps'> },
  events: EventSettings,
): Layout | undefined {
  if (info.btf === undefined) return undefined
  const names = eventTypeNames(events, info.maps)
  try {
    return layoutOf(bytes, names)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // With the types at hand there is more to say: where in the config, and what it was meant to be.
    if (info.btf.types !== undefined) eventPayloads(btfGraph(info), info.maps, events)
    const [message, hint] = [`events: ${error.message.replace(/^The/, 'the')}`, keptBy('event')]
    throw new BpfLinkerError('CONFIG_UNKNOWN_NAME', message, { cause: error, hint })
  }
}
