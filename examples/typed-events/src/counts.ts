// Loads the object, with a constant set, without attaching anything; writes into a map and reads it back, by type.
import { assertLayout, decode, encode, withRodata } from 'bpf-linker/runtime'
import bytes, {
  kind,
  layout,
  type MapTypes,
  mapCodecs,
  type VariableTypes,
  variableCodecs,
  variables,
} from '../bpf/events.bpf.c'
import { dumpMap, obstacle, updateMap, withLoaded } from './bpftool.ts'

const reason = obstacle()
if (reason === undefined) {
  // This bundle and the object in it are of one build; an object from elsewhere may not be.
  assertLayout(bytes, layout)
  const object = withRodata<VariableTypes>(bytes, { target_uid: 1000 })
  withLoaded(object, (maps) => {
    const value: MapTypes['counts']['value'] = { events: 3n, last: 2n ** 60n }
    updateMap(`${maps}/counts`, encode(kind.CONNECT, mapCodecs.counts.key), encode(value, mapCodecs.counts.value))
    for (const entry of dumpMap(`${maps}/counts`)) {
      const [key, count] = [decode(entry.key, mapCodecs.counts.key), decode(entry.value, mapCodecs.counts.value)]
      console.log(`kind ${key}: ${count.events} events, the last at ${count.last}`)
    }
    // libbpf makes a map of each data section, with one value: the section.
    for (const { value } of dumpMap(`${maps}/events_rodata`)) {
      console.log(`target_uid is ${decode(value, variableCodecs.target_uid, variables.target_uid.offset)}`)
    }
  })
} else {
  console.log(`counts: skipped: ${reason}.`)
}
