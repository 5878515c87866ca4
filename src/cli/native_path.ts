/** `bpf-linker native-path`: for rustc's `linker`, Makefiles and scripts. */
import { nativePath } from '../link/native.ts'
import { parseArguments } from './arguments.ts'
import type { Command } from './command.ts'

export const command: Command = {
  spec: {
    name: 'native-path',
    positionals: '',
    atLeast: 0,
    atMost: 0,
    description: 'print the path of the native executable',
    flags: {},
  },
  async run(args) {
    parseArguments(args, this.spec)
    process.stdout.write(`${nativePath()}\n`)
    return 0
  },
}
