/**
 * Chooses the command, and turns what it throws into words and an exit status.
 */
import type { Command } from './command.ts'

/** Each is loaded when it is called for. */
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  build: () => import('./build.ts'),
  check: () => import('./check.ts'),
  requirements: () => import('./requirements.ts'),
  inspect: () => import('./inspect.ts'),
  types: () => import('./types.ts'),
  profiles: () => import('./profiles.ts'),
  hash: () => import('./hash.ts'),
  dependencies: () => import('./dependencies.ts'),
  cache: () => import('./cache.ts'),
  'native-path': () => import('./native_path.ts'),
  doctor: () => import('./doctor.ts'),
}

/** The exit status of `bpf-linker <args>`. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args
  const load = first === undefined || !Object.hasOwn(COMMANDS, first) ? undefined : COMMANDS[first]
  try {
    if (load !== undefined) {
      const { command } = await load()
      if (!rest.some((arg) => arg === '--help' || arg === '-h')) return await command.run(rest)
      const { commandHelp } = await import('./help.ts')
      process.stdout.write(commandHelp(command.spec))
      return 0
    }
    if (first === undefined || (rest.length === 0 && (first === '--help' || first === '-h'))) {
      const { showHelp } = await import('./help.ts')
      return await showHelp(await Promise.all(Object.values(COMMANDS).map((c) => c())), first !== undefined)
    }
    // It is no command of ours, so the arguments are for the native executable.
    const [{ refuseMistypedCommand }, { handOver }] = await Promise.all([
      import('./mistyped_command.ts'),
      import('../link/hand_over.ts'),
    ])
    refuseMistypedCommand(args, Object.keys(COMMANDS))
    const { status, judge } = await handOver(args)
    if (judge === undefined) return status
    const { judgeLinked } = await import('./judge_linked.ts')
    return await judgeLinked(judge)
  } catch (error) {
    const { reportFailure } = await import('./failure.ts')
    // Arguments may be what is wrong, so they are not asked in parsed form.
    return reportFailure(error, load !== undefined && rest.includes('--json') ? 'document' : 'text')
  }
}
