/** `bpf-linker hash`: the fingerprints of objects, for task runners. */
import { prepareBuild } from '../engine/build.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { interruptible } from './interrupt.ts'
import { printJson } from './print_json.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'hash',
  positionals: '[objects…]',
  atLeast: 0,
  atMost: Number.POSITIVE_INFINITY,
  description: 'print a fingerprint of all that each object is made of, the same on every machine',
  flags: SELECTION_FLAGS,
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const { config: configFile, profile: profiles, mode } = flags
    return interruptible(async (signal) => {
      const { config, objects } = await prepareBuild({ objects: positionals, profiles, configFile, mode })
      const { fingerprints } = await import('../engine/fingerprints.ts')
      const found = await fingerprints(config, objects, signal)
      if (flags.json) printJson({ ok: true, objects: found })
      else process.stdout.write(`${found.map(({ hash, id }) => `${hash}  ${id}`).join('\n')}\n`)
      return 0
    })
  },
}
