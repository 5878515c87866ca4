/** `bpf-linker doctor`: what is installed here, and whether it runs. */
import { shakeHands } from '../link/handshake.ts'
import { packageVersion, thisAddon, thisPlatform } from '../link/machine.ts'
import { findNative } from '../link/native.ts'
import { nativeContents } from '../link/version_line.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { printJson } from './print_json.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'doctor',
  positionals: '',
  atLeast: 0,
  atMost: 0,
  description: 'say what is installed here, and whether it runs',
  flags: { json: SELECTION_FLAGS.json },
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags } = parseArguments(args, spec)
    const { executable, addon, headerDirectory } = findNative()
    await shakeHands(executable)
    const { version, ...contents } = await nativeContents(executable)
    const found = { version: packageVersion(), platform: thisPlatform(), node: process.versions.node }
    const native = { executable, version, ...contents, headerDirectory, addon: addon ?? null }
    if (flags.json) {
      printJson({ ok: true, ...found, native })
      return 0
    }
    const rows = [
      ['bpf-linker', `${found.version} on ${found.platform}, Node ${found.node}`],
      ['native', executable],
      ['LLVM', `${native.llvm}, clang ${native.clang}`],
      ['headers', `libbpf ${native.headers.libbpf}, Linux ${native.headers.linux}; ${headerDirectory}`],
      ['in process', addon ?? `@bpf-linker/${thisAddon()} is not installed; only 'isolate: false' needs it`],
    ]
    process.stdout.write(`${rows.map(([what, words]) => `${what?.padEnd(12)}${words}`).join('\n')}\n`)
    return 0
  },
}
