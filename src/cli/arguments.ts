/**
 * Flags of our commands: one table for each command, from which arguments are
 * read (node:util's parseArgs) and help is printed. Pure.
 */
import { parseArgs } from 'node:util'
import { BpfLinkerError } from '../errors.ts'
import { nearest } from '../nearest.ts'

export interface Flag {
  /** A string flag has a value, and says what it is. */
  value?: string
  /** It may be given several times. */
  multiple?: true
  /** One letter. */
  short?: string
  description: string
}

export interface CommandSpec<Flags extends Record<string, Flag> = Record<string, Flag>> {
  name: string
  /** As in the usage line: `[objects…]`. */
  positionals: string
  /** How many there may be. */
  atLeast: number
  atMost: number
  description: string
  flags: Flags
}

type FlagValue<F extends Flag> = F extends { value: string }
  ? F extends { multiple: true }
    ? string[]
    : string
  : boolean

export interface ParsedArguments<Flags extends Record<string, Flag>> {
  /** A flag that was not given is absent. */
  flags: { [K in keyof Flags]?: FlagValue<Flags[K]> }
  positionals: string[]
}

/** @throws BpfLinkerError USAGE, with the nearest flag */
export function parseArguments<Flags extends Record<string, Flag>>(
  args: readonly string[],
  spec: CommandSpec<Flags>,
): ParsedArguments<Flags> {
  const options = Object.fromEntries(
    Object.entries(spec.flags).map(([name, { value, multiple = false, short }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple, ...(short ? { short } : {}) },
    ]),
  )
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind === 'option') checkFlag(token, spec)
  }
  if (positionals.length < spec.atLeast) throw usage(spec, `bpf-linker ${spec.name} needs ${spec.positionals}`)
  const extra = positionals[spec.atMost]
  if (extra !== undefined) throw usage(spec, `bpf-linker ${spec.name} has no use for '${extra}'`)
  return { flags: values as ParsedArguments<Flags>['flags'], positionals }
}

/** One line: `bpf-linker build [objects…] [flags]`. */
export function usageLine({ name, positionals, flags }: CommandSpec): string {
  return ['bpf-linker', name, positionals, Object.keys(flags).length > 0 ? '[flags]' : ''].filter(Boolean).join(' ')
}

function checkFlag(token: { name: string; rawName: string; value?: string | undefined }, spec: CommandSpec): void {
  const flag = Object.hasOwn(spec.flags, token.name) ? spec.flags[token.name] : undefined
  if (flag === undefined) {
    const near = nearest(token.name, Object.keys(spec.flags))
    throw usage(spec, `bpf-linker ${spec.name} has no flag '${token.rawName}'`, near && `did you mean --${near}?`)
  }
  if (flag.value !== undefined && (token.value === undefined || token.value === '')) {
    throw usage(spec, `${token.rawName} needs a value: ${token.rawName} ${flag.value}`)
  }
  if (flag.value === undefined && token.value !== undefined) {
    throw usage(spec, `${token.rawName} has no value, but got '${token.value}'`)
  }
}

function usage(spec: CommandSpec, message: string, hint?: string): BpfLinkerError {
  return new BpfLinkerError('USAGE', message, {
    hint: hint ?? `usage: ${usageLine(spec)}; bpf-linker ${spec.name} --help lists its flags`,
  })
}
