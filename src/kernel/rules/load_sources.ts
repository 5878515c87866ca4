/**
 * What a 16-byte load (`ld_imm64`) may load besides a number and a map: `src_reg`
 * says what, and a kernel that does not know that value refuses it. Global
 * variables are loads of this kind too; `global-data` speaks of them.
 */

import {
  LD_IMM64,
  PSEUDO_BTF_ID,
  PSEUDO_FUNC,
  PSEUDO_MAP_IDX,
  PSEUDO_MAP_IDX_VALUE,
  PSEUDO_MAP_VALUE,
} from '../../bpf/opcodes.generated.ts'
import type { BtfType } from '../../object/btf_types.ts'
import type { ObjectInfo } from '../../object/types.ts'
import type { FunctionCode } from '../analysis/function_code.ts'
import type { Release } from '../release.ts'
import type { CheckContext, Rule, Violation } from '../rule.ts'
import { ALWAYS, more, type Phase, placeOf, refuse, usesIn } from './refusal.ts'

interface LoadSource {
  what: string
  /** Undefined: no kernel knows it. */
  since?: Release
  /** Where kernels have other words. */
  says?: string
  hint: string
}

const FUNCTION = {
  what: 'the address of a function',
  since: '5.13',
  hint: 'call the function directly instead of handing it to a helper',
}

const UNRECOGNIZED = 'unrecognized bpf_ld_imm64 insn'

/**
 * Kernels with types of functions, but without callbacks, count the functions
 * before they look at loads: one has a type and is none.
 */
const UNCOUNTED_CALLBACKS: readonly Phase[] = [
  { since: ALWAYS, until: '5.0', says: UNRECOGNIZED },
  { since: '5.0', until: FUNCTION.since, says: "number of funcs in func_info doesn't match number of subprogs" },
]

const KSYM: LoadSource = {
  what: 'the address of a kernel variable (__ksym)',
  since: '5.10',
  hint: 'declare it __weak and test its address before use',
}

/** The sources in code that a loader, such as `bpftool gen loader`, has already resolved. */
const RESOLVED: ReadonlyMap<number, LoadSource> = new Map([
  [PSEUDO_MAP_VALUE, { what: 'the address of a map value', since: '5.2', hint: 'use bpf_map_lookup_elem()' }],
  [PSEUDO_BTF_ID, KSYM],
  [PSEUDO_FUNC, FUNCTION],
  [PSEUDO_MAP_IDX, { what: 'a map by its index', since: '5.14', hint: 'let the loader put in file descriptors' }],
  [
    PSEUDO_MAP_IDX_VALUE,
    { what: 'a map value by the index of its map', since: '5.14', hint: 'let the loader put in file descriptors' },
  ],
])

const UNKNOWN: LoadSource = {
  what: 'a 16-byte load of a kind that there is not',
  hint: 'compile it again: no compiler writes this',
}
/** `resolve_pseudo_ldimm64`: of the second 8 bytes only the number is used. */
const BROKEN: LoadSource = {
  what: 'a 16-byte load whose second half has more than a number',
  says: 'invalid bpf_ld_imm64 insn',
  hint: 'compile it again: no compiler writes this',
}
const LAST_KNOWN = Math.max(...RESOLVED.keys())

const SOURCES: readonly LoadSource[] = [...new Set([FUNCTION, KSYM, ...RESOLVED.values(), UNKNOWN, BROKEN])]

export const loadSources: Rule = {
  name: 'load-sources',
  scope: 'whole-program',
  summary:
    'Addresses of functions came with Linux 5.13, addresses of kernel variables with 5.10, of map values with 5.2.',
  *check({ object, programs }: CheckContext): Generator<Violation> {
    const found = new Map<FunctionCode, Map<LoadSource, number[]>>()
    const of = (code: FunctionCode) => {
      const known = found.get(code) ?? loadsOf(object, code)
      found.set(code, known)
      return known
    }
    for (const source of SOURCES) {
      for (const { program, fn, index, count } of usesIn(programs(), (code) => of(code).get(source))) {
        yield* refuse(
          {
            ...placeOf(program, fn.code, index),
            message: `${fn.code.info.name}: ${source.what}${source.since === undefined ? '' : `, which kernels load since ${source.since}`}${more(count)}`,
            hint: source.hint,
          },
          source === FUNCTION && object.btf !== undefined
            ? UNCOUNTED_CALLBACKS
            : [
                {
                  since: ALWAYS,
                  ...(source.since !== undefined && { until: source.since }),
                  says: source.says ?? UNRECOGNIZED,
                },
              ],
        )
      }
    }
  },
}

function loadsOf(object: ObjectInfo, code: FunctionCode): Map<LoadSource, number[]> {
  const loads = new Map<LoadSource, number[]>()
  for (let i = 0; i < code.code.length; i++) {
    if (code.code.opcode[i] !== LD_IMM64) continue
    const source = sourceOf(object, code, i)
    if (source === undefined) continue
    const before = loads.get(source)
    if (before === undefined) loads.set(source, [i])
    else before.push(i)
  }
  return loads
}

function sourceOf(
  object: ObjectInfo,
  { code, calls, relocations }: FunctionCode,
  index: number,
): LoadSource | undefined {
  const half = index + 1
  if ((code.opcode[half] ?? 1) !== 0 || code.dst[half] !== 0 || code.src[half] !== 0 || code.off[half] !== 0)
    return BROKEN
  if (calls.get(index)?.kind === 'callback') return FUNCTION
  const relocation = relocations.get(index)
  if (relocation === undefined) {
    const kind = code.src[index] ?? 0
    return kind > LAST_KNOWN ? UNKNOWN : RESOLVED.get(kind)
  }
  if (relocation.target === 'code') return FUNCTION
  if (relocation.target !== 'extern') return undefined
  const extern = object.externs.find(({ name }) => name === relocation.symbol)
  // A weak one that the kernel lacks becomes the number 0, and one without a type is a number always.
  const typed = extern?.kind === 'ksym' && !extern.weak && hasType(object.btf?.types, extern.btfType)
  return typed ? KSYM : undefined
}

function hasType(types: readonly BtfType[] | undefined, id: number | undefined): boolean {
  const variable = id === undefined ? undefined : types?.[id]
  if (variable?.kind !== 'var') return false
  let type = types?.[variable.type]
  while (type?.kind === 'const' || type?.kind === 'volatile' || type?.kind === 'typedef') type = types?.[type.type]
  return type !== undefined && type.kind !== 'void'
}
