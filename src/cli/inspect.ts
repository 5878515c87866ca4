/** `bpf-linker inspect <object>`: what is in a BPF object. */
import { inspect } from '../link/inspect.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { printJson } from './print_json.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'inspect',
  positionals: '<object>',
  atLeast: 1,
  atMost: 1,
  description: 'show the programs, maps and data of a BPF object',
  flags: {
    json: SELECTION_FLAGS.json,
    disassembly: { short: 'd', description: 'with every instruction' },
    types: { description: 'with every BTF type (--json only)' },
  },
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const [file = ''] = positionals
    const info = await inspect(file, { disassembly: flags.disassembly === true, types: flags.types === true })
    if (flags.json) {
      printJson({ ok: true, file, object: info })
      return 0
    }
    const [{ drawObject }, { paintFor }] = await Promise.all([
      import('../report/object.ts'),
      import('../report/paint.ts'),
    ])
    process.stdout.write(`${drawObject(file, info, paintFor(process.stdout))}\n`)
    return 0
  },
}
