/** `bpf-linker profiles`: the presets and the config's own; `profiles show NAME`: one of them, resolved. */
import { loadConfig } from '../config/load_config.ts'
import { BpfLinkerError } from '../errors.ts'
import { nearest, suggestion } from '../nearest.ts'
import { presetNames, type ResolvedProfile } from '../settings/profile.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { printJson } from './print_json.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'profiles',
  positionals: '[show <name>]',
  atLeast: 0,
  atMost: 2,
  description: 'list the profiles, or show one with all that it extends',
  flags: {
    config: SELECTION_FLAGS.config,
    json: SELECTION_FLAGS.json,
  },
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const [action, name] = positionals
    checkAction(action, name)
    const { profiles } = await loadConfig({ configFile: flags.config, allowEmpty: true })
    const shown = name === undefined ? profiles : [profileOf(profiles, name)]
    if (flags.json) {
      const document = name === undefined ? { ok: true, profiles } : { ok: true, profile: shown[0] }
      printJson(document)
      return 0
    }
    const [{ drawProfile, drawProfiles }, { paintFor }] = await Promise.all([
      import('../report/profiles.ts'),
      import('../report/paint.ts'),
    ])
    const paint = paintFor(process.stdout)
    const text =
      name === undefined ? drawProfiles(shown, presetNames, paint) : shown.map((p) => drawProfile(p, paint)).join('')
    process.stdout.write(`${text}\n`)
    return 0
  },
}

function checkAction(action: string | undefined, name: string | undefined): void {
  if (action === undefined || (action === 'show' && name !== undefined)) return
  const message =
    action === 'show'
      ? 'bpf-linker profiles show needs the name of a profile'
      : `bpf-linker profiles cannot '${action}'`
  const meant = nearest(action, ['show'])
  throw new BpfLinkerError('USAGE', message, {
    hint: meant === undefined || action === 'show' ? 'bpf-linker profiles lists the names' : `did you mean 'show'?`,
  })
}

/** @throws BpfLinkerError CONFIG_UNKNOWN_NAME */
export function profileOf(profiles: readonly ResolvedProfile[], name: string): ResolvedProfile {
  const found = profiles.find((profile) => profile.name === name)
  if (found !== undefined) return found
  throw new BpfLinkerError('CONFIG_UNKNOWN_NAME', `no profile is called '${name}'`, {
    hint: suggestion(
      name,
      profiles.map((profile) => profile.name),
    ),
  })
}
