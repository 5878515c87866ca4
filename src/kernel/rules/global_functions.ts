import type { BtfType } from '../../object/btf_types.ts'
import type { ObjectInfo } from '../../object/types.ts'
import type { FunctionCode } from '../analysis/function_code.ts'
import type { Rule } from '../rule.ts'
import { type Phase, placeOf, refuse } from './refusal.ts'

/** Global functions are verified by themselves: commit 51c39bb1d5d1. Before, they are verified as static ones. */
export const GLOBAL_FUNCTIONS = '5.6'
/** Pointers to memory of a known size: commit e5069b9c23b3. */
const POINTERS_SINCE = '5.12'

/** What programs of some type get as their context. */
const CONTEXTS: ReadonlySet<string> = new Set([
  '__sk_buff',
  'xdp_md',
  'pt_regs',
  'user_pt_regs',
  'bpf_user_pt_regs_t',
  'bpf_perf_event_data',
  'bpf_raw_tracepoint_args',
  'bpf_sock',
  'bpf_sock_addr',
  'bpf_sock_ops',
  'bpf_cgroup_dev_ctx',
  'bpf_sysctl',
  'bpf_sockopt',
  'bpf_sk_lookup',
  'sk_msg_md',
  'sk_reuseport_md',
])

export const globalFunctions: Rule = {
  name: 'global-functions',
  scope: 'whole-program',
  summary: 'Global functions return a number, and take numbers, the context, and on newer kernels pointers to memory.',
  *check({ object, programs }) {
    for (const program of programs()) {
      // A program's own function is called by the kernel and has no such limits.
      for (const { code } of program.functions.slice(1)) {
        if (!code.global) continue
        const wrong = problemOf(object, code)
        if (wrong === undefined) continue
        yield* refuse(
          {
            ...placeOf(program, code, 0),
            message: wrong.message,
            hint: 'declare it static, or __hidden: then it is verified where it is called',
          },
          wrong.phases,
        )
      }
    }
  },
}

function problemOf(object: ObjectInfo, { info }: FunctionCode): { message: string; phases: Phase[] } | undefined {
  const types = object.btf?.types ?? []
  const func = info.btfType === undefined ? undefined : types[info.btfType]
  const proto = func?.kind === 'func' ? types[func.type] : undefined
  if (proto?.kind !== 'funcProto') return undefined
  const result = bare(types, proto.returnType)
  if (result !== undefined && !isNumber(result)) {
    return {
      message: `the global function '${info.name}' returns ${NAMES[result.kind] ?? `a ${result.kind}`}, not a number`,
      phases: [
        {
          since: GLOBAL_FUNCTIONS,
          says: `Global function ${info.name}() doesn't return scalar. Only those are supported.`,
        },
      ],
    }
  }
  const at = proto.parameters.findIndex(({ type }) => !isNumber(bare(types, type)) && !isContext(types, type))
  if (at === -1) return undefined
  const pointer = `the global function '${info.name}' takes a pointer as argument ${at + 1}`
  const unsupported = {
    since: GLOBAL_FUNCTIONS,
    until: POINTERS_SINCE,
    says: `Arg#${at} type PTR in ${info.name}() is not supported yet.`,
  }
  if (!isUnsized(types, proto.parameters[at]?.type ?? 0) || isTagged(types, func, at)) {
    return { message: `${pointer}, which kernels allow from ${POINTERS_SINCE} on`, phases: [unsupported] }
  }
  const says = `arg#${at} reference type('UNKNOWN ') size cannot be determined: -22`
  return { message: `${pointer}, to void`, phases: [unsupported, { since: POINTERS_SINCE, says }] }
}

const NAMES: Partial<Record<BtfType['kind'], string>> = { ptr: 'a pointer', void: 'nothing' }

function isUnsized(types: readonly BtfType[], id: number): boolean {
  const pointer = bare(types, id)
  return pointer?.kind === 'ptr' && bare(types, pointer.type)?.kind === 'void'
}

/** `__arg_ctx`, `__arg_trusted` and the like, from 6.8 on: what they allow is not ours to say. */
function isTagged(types: readonly BtfType[], func: BtfType | undefined, argument: number): boolean {
  return types.some((type) => type.kind === 'declTag' && type.type === func?.id && type.component === argument)
}

function isNumber(type: BtfType | undefined): boolean {
  return type === undefined || type.kind === 'int' || type.kind === 'enum' || type.kind === 'enum64'
}

function isContext(types: readonly BtfType[], id: number): boolean {
  const pointer = bare(types, id)
  if (pointer?.kind !== 'ptr') return false
  for (let type = types[pointer.type]; type !== undefined; type = 'type' in type ? types[type.type] : undefined) {
    if (type.name !== undefined && CONTEXTS.has(type.name)) return true
    if (type.kind !== 'typedef' && type.kind !== 'const' && type.kind !== 'volatile') return false
  }
  return false
}

/** Without qualifiers and names. */
function bare(types: readonly BtfType[], id: number): BtfType | undefined {
  let type = types[id]
  while (type?.kind === 'typedef' || type?.kind === 'const' || type?.kind === 'volatile' || type?.kind === 'restrict') {
    type = types[type.type]
  }
  return type
}
