/** `bpf-linker build`: the objects of the config, once or (`--watch`) again and again. */
import { prepareBuild } from '../engine/build.ts'
import { runBuild } from '../engine/run_build.ts'
import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import { type CommandSpec, type ParsedArguments, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { interruptible } from './interrupt.ts'
import { type BuildReport, LOG_LEVELS, type LogLevel } from './log_level.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'build',
  positionals: '[objects…]',
  atLeast: 0,
  atMost: Number.POSITIVE_INFINITY,
  description: 'link the objects of bpf-linker.config.*, or some of them',
  flags: {
    config: SELECTION_FLAGS.config,
    'out-dir': { value: '<folder>', short: 'o', description: "instead of the config's outDir" },
    profile: SELECTION_FLAGS.profile,
    mode: SELECTION_FLAGS.mode,
    watch: { short: 'w', description: 'build again whenever a source, a header or the config changes' },
    force: { short: 'f', description: 'link also what the cache has' },
    'fail-on-warn': { description: 'warnings fail an object, unless the config says otherwise of it' },
    json: { description: 'print one JSON document; with --watch, one line for each build' },
    'log-level': { value: `<${LOG_LEVELS.join('|')}>`, description: 'how much to tell (default: info)' },
  },
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const report: BuildReport = { json: flags.json === true, level: levelOf(flags), watching: flags.watch === true }
    const target = {
      objects: positionals,
      profiles: flags.profile,
      configFile: flags.config,
      outDir: flags['out-dir'],
      mode: flags.mode,
      failOnWarn: flags['fail-on-warn'],
    }
    const force = flags.force === true
    return interruptible(async (signal) => {
      if (report.watching) {
        const { watch } = await import('./watch.ts')
        return watch(target, report, signal, force)
      }
      const { config, objects } = await prepareBuild(target)
      const building = runBuild(config, objects, { write: true, signal, force })
      // Loaded while the jobs run.
      const [outcome, { reportBuild }] = await Promise.all([building, import('./build_report.ts')])
      return reportBuild(outcome, config, report)
    })
  },
}

function levelOf(flags: ParsedArguments<typeof spec.flags>['flags']): LogLevel {
  const given = flags['log-level'] ?? 'info'
  const level = LOG_LEVELS.find((known) => known === given)
  if (level !== undefined) return level
  throw new BpfLinkerError('USAGE', `--log-level has no value '${given}'`, { hint: suggestion(given, LOG_LEVELS) })
}
