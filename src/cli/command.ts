import type { CommandSpec } from './arguments.ts'

/** What a command's file exports. */
export interface Command {
  spec: CommandSpec
  /** Resolves to the exit status. What it throws is reported by the command line. */
  run(args: readonly string[]): Promise<number>
}
