/** Whose object it is, where nobody says it. Pure. */
import type { ObjectInfo } from '../object/types.ts'
import type { Loader, LoaderChoice } from '../settings/profile.ts'

/** aya's `struct bpf_map_def` has seven words; libbpf's has five, iproute2's nine. */
const AYA_MAP_DEF = 28

export function loaderOf(object: ObjectInfo, choice: LoaderChoice): Loader {
  return choice === 'auto' ? recognizedLoader(object) : choice
}

/** Rust's programs have aya, which the maps tell of an object that was stripped of names and types. */
function recognizedLoader({ language, maps, symbols }: ObjectInfo): Loader {
  if (language === 'rust') return 'aya'
  const legacy = new Set(maps.filter(({ section }) => /^maps(\/|$)/.test(section)).map(({ name }) => name))
  return symbols.some(({ name, size }) => size === AYA_MAP_DEF && legacy.has(name)) ? 'aya' : 'libbpf'
}
