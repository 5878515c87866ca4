import type { ObjectInfo, RelocationInfo } from '../../object/types.ts'
import { loaderTraits } from '../loaders.ts'
import type { Rule } from '../rule.ts'
import { ALWAYS, placeOf } from './refusal.ts'

/** Maps that programs read and write without a call, and `.data`, `.rodata`, `.bss` in them: commit d8eca5bbb2be. */
const SINCE = '5.2'

/** One finding for each program: the first variable that it uses. */
export const globalData: Rule = {
  name: 'global-data',
  scope: 'whole-program',
  summary: 'Programs use global variables only where kernels have them.',
  *check({ object, loader, programs }) {
    for (const program of programs()) {
      for (const { code } of program.functions) {
        const found = [...code.relocations].find(([, relocation]) => isGlobalData(object, relocation))
        if (found === undefined) continue
        const [index, relocation] = found
        yield {
          ...placeOf(program, code, index),
          since: SINCE,
          refusedIn: [{ since: ALWAYS, until: SINCE }],
          kernelSays: loaderTraits(loader).globalDataRefusal,
          message: `'${program.info.name}' uses ${nameOf(object, relocation)}, and kernels have global data from ${SINCE} on`,
          hint: 'keep the value in a map or on the stack, or build it in as a constant',
        }
        break
      }
    }
  },
}

const KINDS: ReadonlySet<string> = new Set(['data', 'rodata', 'bss'])

function isGlobalData(object: ObjectInfo, { target, symbol }: RelocationInfo): boolean {
  if (target === 'extern') return object.externs.some(({ name, kind }) => name === symbol && kind === 'kconfig')
  return target === 'data'
}

/** A variable by its name, a constant without one by its section. */
function nameOf({ dataSections, symbols, sections }: ObjectInfo, relocation: RelocationInfo): string {
  const symbol = symbols[relocation.symbolIndex]
  if (symbol?.type !== 'section') return `the variable '${relocation.symbol}'`
  const section = sections[symbol.section]?.name
  const offset = relocation.addend ?? 0
  const variable = dataSections
    .find(({ name, kind }) => name === section && KINDS.has(kind))
    ?.variables.find((one) => one.offset <= offset && offset < one.offset + one.size)
  return variable === undefined ? `a constant in '${section}'` : `the variable '${variable.name}'`
}
