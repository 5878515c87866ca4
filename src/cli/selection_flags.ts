/** The flags of commands that tell of objects of the config, or of some of them; other commands have some of these. */
import type { Flag } from './arguments.ts'

type WithValue = Flag & { value: string }

export const SELECTION_FLAGS: {
  config: WithValue
  profile: WithValue & { multiple: true }
  mode: WithValue
  json: Flag
} = {
  config: { value: '<file>', short: 'c', description: 'the config (default: found from here upwards)' },
  profile: { value: '<name>', multiple: true, short: 'p', description: 'only for this profile; may repeat' },
  mode: { value: '<mode>', short: 'm', description: 'what config functions get as mode' },
  json: { description: 'print one JSON document' },
}
