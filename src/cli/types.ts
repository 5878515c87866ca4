/** `bpf-linker types`: the TypeScript types of objects and sources, written where they are not up to date. */
import path from 'node:path'
import { loadConfig } from '../config/load_config.ts'
import { objectOfSource } from '../config/source_object.ts'
import { DEFAULT_TYPES, ownerOf } from '../config/type_files.ts'
import { prepareBuild } from '../engine/build.ts'
import { isCurrent, writeDeclaration } from '../engine/declare.ts'
import { failureOf } from '../engine/failure.ts'
import { buildObjects, isFailed } from '../engine/objects.ts'
import { BpfLinkerError } from '../errors.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import type { ResolvedObject } from '../settings/object.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { interruptible } from './interrupt.ts'
import { printJson } from './print_json.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'types',
  positionals: '[objects or sources…]',
  atLeast: 0,
  atMost: Number.POSITIVE_INFINITY,
  description: 'write the TypeScript types of objects of the config, or of C sources that modules import',
  flags: {
    check: { description: 'write nothing; the exit status is 1 when a file is out of date' },
    config: SELECTION_FLAGS.config,
    mode: SELECTION_FLAGS.mode,
    json: SELECTION_FLAGS.json,
  },
} satisfies CommandSpec

interface TypesFile {
  id: string
  file: string
  /** It had this text before. */
  current: boolean
}

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const { config, objects } = await objectsFor(positionals, flags)
    return interruptible(async (signal) => {
      const outcomes = await buildObjects(objects, config, { write: false, signal })
      const files = outcomes.flatMap((outcome): TypesFile[] => {
        if (isFailed(outcome)) return []
        return outcome.types.map((types) => {
          const current = flags.check ? isCurrent(types) : !writeDeclaration(types)
          return { id: outcome.id, file: types.file, current }
        })
      })
      const failed = outcomes.filter(isFailed)
      if (failed.length > 0) throw failureOf(failed, objects.length, [])
      const stale = files.some(({ current }) => !current)
      const ok = !(flags.check && stale)
      if (flags.json) printJson({ ok, files })
      else process.stderr.write(`${textOf(files, flags.check === true)}\n`)
      return ok ? 0 : 1
    })
  },
}

/** Those that are named; else all of the config that have types. */
async function objectsFor(
  positionals: readonly string[],
  { config: configFile, mode }: { config?: string; mode?: string },
): Promise<{ config: ResolvedConfig; objects: ResolvedObject[] }> {
  const sources = positionals.filter((name) => name.endsWith('.c'))
  const names = positionals.filter((name) => !name.endsWith('.c'))
  if (sources.length > 0 && names.length === 0) {
    const config = await loadConfig({ configFile, mode, allowEmpty: true })
    return { config, objects: sources.map((file) => ofSource(config, file)) }
  }
  const { config, objects } = await prepareBuild({ objects: names, configFile, mode })
  const typed = objects.filter(({ types }) => types !== undefined)
  if (typed.length === 0) {
    const what = names.length === 0 ? 'no object of the config has' : `${names.join(', ')}: no`
    throw new BpfLinkerError('USAGE', `${what} 'types', so that there is nothing to write`, {
      hint: 'put types: true into the config: at its top level for every object, or into an object',
    })
  }
  return { config, objects: [...typed, ...sources.map((file) => ofSource(config, file))] }
}

/** A source has types when it is asked for them, whatever the config says; an object may have its file. */
function ofSource(config: ResolvedConfig, source: string): ResolvedObject {
  const file = path.resolve(source)
  const types = config.defaults.types ?? DEFAULT_TYPES
  const object = objectOfSource({ ...config, defaults: { ...config.defaults, types } }, file)
  return object.typesFile === undefined ? (ownerOf(config, file) ?? object) : object
}

function textOf(files: readonly TypesFile[], checking: boolean): string {
  const lines = files.map(({ file, current }) => {
    const state = current ? 'up to date' : checking ? 'out of date' : 'written'
    return `${path.relative(process.cwd(), file)}  ${state}`
  })
  const stale = files.filter(({ current }) => !current).length
  return [...lines, ...(checking && stale > 0 ? ['Run bpf-linker types to write them.'] : [])].join('\n')
}
