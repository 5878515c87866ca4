import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, placeOf, refuse } from './refusal.ts'

/** `MAX_USED_MAPS`. */
const MAX_MAPS = 64

export const mapCount: Rule = {
  name: 'map-count',
  scope: 'whole-program',
  summary: 'A program uses at most 64 maps; `.data`, `.rodata`, `.bss` and `.kconfig` are one each.',
  *check({ object, programs }: CheckContext): Generator<Violation> {
    for (const program of programs()) {
      const used = new Set<string>()
      let counted = false
      for (const { code } of program.functions) {
        for (const [index, { target, symbol, symbolIndex, addend }] of code.relocations) {
          const section = object.symbols[symbolIndex]?.section ?? 0
          if (target === 'map') used.add(`${section}+${(object.symbols[symbolIndex]?.value ?? 0) + (addend ?? 0)}`)
          else if (target === 'data') used.add(object.sections[section]?.name ?? symbol)
          else if (isKconfig(object, symbol)) used.add('.kconfig')
          if (counted || used.size <= MAX_MAPS) continue
          counted = true
          yield* refuse(
            {
              ...placeOf(program, code, index),
              message: `${program.info.name} uses more than ${MAX_MAPS} maps; here is the first too many`,
              hint: 'join maps of the same shape, or put them into a map of maps',
            },
            [
              { since: ALWAYS, until: '6.10', says: 'Argument list too long (E2BIG)' },
              { since: '6.10', says: `The total number of maps per program has reached the limit of ${MAX_MAPS}` },
            ],
          )
        }
      }
    }
  },
}

function isKconfig({ externs }: CheckContext['object'], symbol: string): boolean {
  return externs.some(({ name, kind }) => name === symbol && kind === 'kconfig')
}
