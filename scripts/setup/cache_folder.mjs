// Where the repository's own scripts keep what is costly to make again. Outside the clone: a gate runs in a new one.
import { homedir } from 'node:os'
import { join } from 'node:path'

export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bpf-linker-development')
}
