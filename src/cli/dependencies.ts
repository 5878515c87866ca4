/** `bpf-linker dependencies`: the files that objects are made of. */
import path from 'node:path'
import { prepareBuild } from '../engine/build.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { interruptible } from './interrupt.ts'
import { printJson } from './print_json.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'dependencies',
  positionals: '[objects…]',
  atLeast: 0,
  atMost: Number.POSITIVE_INFINITY,
  description: 'list the files that objects are made of: config, sources, headers',
  flags: SELECTION_FLAGS,
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const { config: configFile, profile: profiles, mode } = flags
    return interruptible(async (signal) => {
      const { config, objects } = await prepareBuild({ objects: positionals, profiles, configFile, mode })
      const { dependenciesOf } = await import('../engine/fingerprints.ts')
      const found = await dependenciesOf(config, objects, signal)
      if (flags.json) {
        printJson({ ok: true, root: config.root, objects: found })
        return 0
      }
      // The package's own headers change only with the package.
      const files = found.flatMap(({ dependencies }) =>
        dependencies.flatMap(({ file, kind }) => (kind === 'package' ? [] : [file])),
      )
      const shown = [...new Set(files)].map((file) => path.relative(process.cwd(), file))
      process.stdout.write(`${shown.join('\n')}\n`)
      return 0
    })
  },
}
