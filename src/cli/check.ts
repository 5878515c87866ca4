/** `bpf-linker check <object…> --profile P`: what the kernels of a profile would refuse. */
import path from 'node:path'
import { checkFor, withLoader } from '../engine/check.ts'
import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { CheckedObject } from '../report/check.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { interruptible } from './interrupt.ts'
import { LOADER_FLAG, loaderCalled } from './loader_flag.ts'
import { profilesNamed } from './profiles_named.ts'

const FORMATS = ['text', 'json', 'sarif'] as const
type Format = (typeof FORMATS)[number]

const spec = {
  name: 'check',
  positionals: '<object…>',
  atLeast: 1,
  atMost: Number.POSITIVE_INFINITY,
  description: 'show what the kernels of a profile would refuse in BPF objects',
  flags: {
    profile: { value: '<name>', multiple: true, short: 'p', description: 'the kernels to check for; may repeat' },
    loader: LOADER_FLAG,
    config: {
      value: '<file>',
      short: 'c',
      description: 'the config with that profile (default: found from here upwards)',
    },
    format: { value: `<${FORMATS.join('|')}>`, description: 'how to tell (default: text); sarif is for code hosts' },
    'fail-on-warn': { description: 'end with 1 for warnings, too' },
    json: { description: 'as --format json: print one JSON document' },
  },
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const format = formatOf(flags.format, flags.json === true)
    const loader = flags.loader === undefined ? undefined : loaderCalled(flags.loader)
    if (flags.profile === undefined) {
      throw new BpfLinkerError('USAGE', 'bpf-linker check needs a profile: --profile linux-5.10', {
        hint: 'bpf-linker profiles lists them',
      })
    }
    const found = await profilesNamed(flags.profile, flags.config)
    const profiles = found.map((profile) => withLoader(profile, loader))
    const cwd = process.cwd()
    return interruptible(async (signal) => {
      const pairs = positionals.flatMap((file) => profiles.map((profile) => ({ file, profile })))
      const checked = await Promise.all(
        pairs.map(async ({ file, profile }): Promise<CheckedObject> => {
          return { file: path.resolve(file), ...(await checkFor(file, profile, { cwd, signal })) }
        }),
      )
      process.stdout.write(await textOf(checked, format, cwd))
      const passes = ({ ok, findings }: CheckedObject) => (flags['fail-on-warn'] ? findings.length === 0 : ok)
      return checked.every(passes) ? 0 : 1
    })
  },
}

function formatOf(given: string | undefined, json: boolean): Format {
  const wanted = given ?? (json ? 'json' : 'text')
  const format = FORMATS.find((known) => known === wanted)
  if (format === undefined) {
    throw new BpfLinkerError('USAGE', `--format has no value '${wanted}'`, { hint: suggestion(wanted, FORMATS) })
  }
  if (json && format !== 'json') {
    throw new BpfLinkerError('USAGE', `--json and --format ${format} at once`, { hint: 'keep one of them' })
  }
  return format
}

async function textOf(checked: readonly CheckedObject[], format: Format, cwd: string): Promise<string> {
  if (format === 'json') {
    const { checkDocument } = await import('../report/check.ts')
    return `${JSON.stringify(checkDocument(checked), null, 2)}\n`
  }
  if (format === 'sarif') {
    const [{ sarifLog }, { rules }, { packageVersion }] = await Promise.all([
      import('../report/sarif.ts'),
      import('../kernel/check.ts'),
      import('../link/machine.ts'),
    ])
    const inputs = checked.map(({ file, profile, diagnostics }) => ({ file, profileName: profile.name, diagnostics }))
    return `${JSON.stringify(sarifLog(inputs, { version: packageVersion(), rules, cwd }), null, 2)}\n`
  }
  const [{ drawChecks }, { paintFor }] = await Promise.all([import('../report/check.ts'), import('../report/paint.ts')])
  return `${drawChecks(checked, { paint: paintFor(process.stdout), cwd })}\n`
}
