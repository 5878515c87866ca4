/** Help texts, made of the commands' tables. */
import { columns } from '../report/columns.ts'
import { type CommandSpec, usageLine } from './arguments.ts'
import type { Command } from './command.ts'

/** `bpf-linker <command> --help`. */
export function commandHelp(spec: CommandSpec): string {
  const rows = Object.entries(spec.flags).map(([name, { short, value, description }]): [string, string] => [
    `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
    description,
  ])
  return `${spec.description}\n\nUsage: ${usageLine(spec)}\n\n${table([...rows, ['-h, --help', 'show this text']])}\n`
}

/** The commands, for `bpf-linker --help`. */
export function overview(commands: readonly CommandSpec[]): string {
  const rows = commands.map((spec): [string, string] => [
    `bpf-linker ${spec.name}${spec.positionals === '' ? '' : ` ${spec.positionals}`}`,
    spec.description,
  ])
  return `Turns eBPF sources and LLVM bitcode into BPF objects.\n\n${table(rows)}\n\nEach command has a --help.`
}

/**
 * Ours, then the native executable's own: that is what runs without a command.
 * Asked for, it goes to standard output and is no failure; else it is the
 * answer to a command line without anything on it.
 */
export async function showHelp(commands: readonly { command: Command }[], asked: boolean): Promise<number> {
  const text = overview(commands.map(({ command }) => command.spec))
  if (!asked) {
    process.stderr.write(`${text}\nbpf-linker --help tells of the linker's own flags too.\n`)
    return 2
  }
  process.stdout.write(`${text}\nWithout a command, the arguments are the linker's own:\n\n`)
  const { handOver } = await import('../link/hand_over.ts')
  return (await handOver(['--help'])).status
}

function table(rows: readonly [string, string][]): string {
  return columns(rows)
    .map((line) => `  ${line}`)
    .join('\n')
}
