/** Where programs use maps: what is wrong with a map is told at the line that needs it. */

import type { MapInfo, ObjectInfo, RelocationInfo } from '../../object/types.ts'
import type { FunctionCode } from '../analysis/function_code.ts'
import type { LoadedProgram } from '../analysis/program.ts'
import type { CheckContext, Violation } from '../rule.ts'
import { placeOf } from './refusal.ts'

export interface MapUse {
  program: LoadedProgram
  map: MapInfo
  code: FunctionCode
  /** In its function. */
  index: number
}

/** For each program, the first use of each map. */
export function* mapUses({ object, programs }: CheckContext): Generator<MapUse> {
  for (const program of programs()) {
    const seen = new Set<MapInfo>()
    for (const { code } of program.functions) {
      for (const [index, relocation] of code.relocations) {
        const map = mapOf(object, relocation)
        if (map === undefined || seen.has(map)) continue
        seen.add(map)
        yield { program, map, code, index }
      }
    }
  }
}

/** The line where the map is used first. No program: whoever loads the object creates it, used or not. */
export function mapPlace(context: CheckContext, map: MapInfo): Pick<Violation, 'map' | 'location'> {
  for (const { program, map: used, code, index } of mapUses(context)) {
    if (used !== map) continue
    const { location } = placeOf(program, code, index)
    return { map: map.name, ...(location && { location }) }
  }
  return { map: map.name }
}

/** Static maps are named by their section and a distance. */
function mapOf({ maps, symbols, sections }: ObjectInfo, relocation: RelocationInfo): MapInfo | undefined {
  if (relocation.target !== 'map') return undefined
  const symbol = symbols[relocation.symbolIndex]
  const section = symbol && sections[symbol.section]?.name
  const offset = (symbol?.value ?? 0) + (relocation.addend ?? 0)
  return (
    maps.find((map) => map.section === section && map.offset === offset) ??
    maps.find((map) => map.name === relocation.symbol)
  )
}
