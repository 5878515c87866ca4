/** `bpf-linker requirements <object>`: the least kernel of each program, and why. */
import { requirements } from '../engine/check.ts'
import { LOADERS } from '../settings/profile.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { LOADER_FLAG, loaderCalled } from './loader_flag.ts'
import { printJson } from './print_json.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'requirements',
  positionals: '<object>',
  atLeast: 1,
  atMost: 1,
  description: 'show the oldest kernel that accepts each program of a BPF object, and why',
  flags: {
    loader: { ...LOADER_FLAG, multiple: true, description: 'only for this loader; may repeat' },
    json: SELECTION_FLAGS.json,
  },
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const [file = ''] = positionals
    const loaders = (flags.loader ?? LOADERS).map(loaderCalled)
    const found = await requirements(file, { loaders })
    if (flags.json) {
      printJson({ ok: true, file, requirements: found })
      return 0
    }
    const [{ drawRequirements }, { paintFor }] = await Promise.all([
      import('../report/check.ts'),
      import('../report/paint.ts'),
    ])
    const text = found.length === 0 ? 'no programs' : drawRequirements(found, { paint: paintFor(process.stdout) })
    process.stdout.write(`${text}\n`)
    return 0
  },
}
