/**
 * `link()`: inputs and options → one BPF object, without a config file. Its
 * options go through the config's validation and resolution, so that an option
 * means the same in both.
 */
import path from 'node:path'
import { loadConfig } from '../config/load_config.ts'
import { crateInput } from '../config/project_files.ts'
import { checkSignal, wrongOption } from '../link/options.ts'
import type { ObjectInput } from '../settings/inputs.ts'
import type { EmitKind, InspectSettings } from '../settings/job.ts'
import type { CargoCrate, ObjectOptions, UserConfig } from '../settings/user_config.generated.ts'
import { linkAndCheck } from './gate.ts'
import type { LinkResult } from './link_result.ts'
import { artifactName, cacheOf } from './objects.ts'
import { writeFilesWhole } from './write_file.ts'

/** An input from memory, bytes or text, under a name: its ending tells what it is, diagnostics use it. */
export type MemoryInput = { name: string } & (
  | { bytes: Uint8Array; text?: undefined }
  | { text: string; bytes?: undefined }
)

export interface LinkOptions
  extends Omit<ObjectOptions, 'types' | 'events'>,
    Pick<UserConfig, 'profile' | 'profiles' | 'isolate' | 'memoryLimit' | 'timeout' | 'cacheSize'> {
  /** C sources, bitcode, archives, in link order: paths, or what is in memory; and Cargo crates. No globs. */
  inputs: readonly (string | MemoryInput | CargoCrate)[]
  /** Where to write the object; what else `emit` asks for goes beside it. Default: nothing is written. */
  outFile?: string | undefined
  /** Relative paths start here. Default: the working directory. */
  cwd?: string | undefined
  /** Keep the result, and take that of an equal link: a folder, or `true` for that of the project. Default: false. */
  cache?: UserConfig['cache'] | undefined
  /** Stops the job. */
  signal?: AbortSignal | undefined
  /** What `info` tells beyond the summary: instructions, BTF types. */
  inspect?: InspectSettings | undefined
}

/**
 * Compiles, links, and checks the result for the kernels of the profile. It is
 * in memory, and in `outFile` when given.
 *
 * @throws BpfLinkerError with every diagnostic of the job, and in
 * `dependencies` every file that it read
 * @example
 * const { bytes, info } = await link({ inputs: ['src/probe.bpf.c'], profile: 'linux-5.10' })
 */
export async function link(options: LinkOptions): Promise<LinkResult> {
  const { inputs, outFile, cwd = process.cwd(), signal, inspect, cache = false, ...settings } = options
  checkInputs(inputs)
  checkSignal(signal)
  const config = await loadConfig({ cwd, config: { ...settings, cache }, allowEmpty: true })
  const { defaults, jobs } = config
  const fileName = outFile === undefined ? 'object.bpf.o' : path.basename(outFile)
  const name = fileName.replace(/(\.bpf)?\.o$/, '')
  const object = { ...defaults, name, id: name, fileName, inputs: inputs.map((input) => objectInput(input, cwd)) }
  const results = await cacheOf(config)
  const result = await linkAndCheck(object, jobs, { signal, inspect, cache: results })
  await results?.finish()
  if (outFile !== undefined) {
    const place = (kind: EmitKind) => path.resolve(cwd, path.dirname(outFile), artifactName(fileName, kind))
    writeFilesWhole(result.artifacts.map(({ kind, bytes }) => ({ file: place(kind), bytes })))
  }
  return result
}

/** What the schema of a config does not know, for callers without types. */
function checkInputs(inputs: unknown): void {
  const memory = '{ name, bytes } or { name, text }'
  if (!Array.isArray(inputs)) throw wrongOption('inputs', inputs, `a list of paths, ${memory}, and { cargo }`)
  for (const [index, input] of inputs.entries()) {
    if (typeof input === 'string') continue
    const place = `inputs[${index}]`
    if (typeof input === 'object' && input !== null && 'cargo' in input) {
      checkCrate(input, place)
      continue
    }
    const { name, bytes, text } = (input ?? {}) as Partial<Record<'name' | 'bytes' | 'text', unknown>>
    if (typeof name !== 'string' || name === '' || (bytes === undefined) === (text === undefined))
      throw wrongOption(place, input, `a path, ${memory}, or { cargo }`)
    if (bytes !== undefined && !(bytes instanceof Uint8Array))
      throw wrongOption(`${place}.bytes`, bytes, "a Uint8Array; text goes into 'text'")
    if (text !== undefined && typeof text !== 'string')
      throw wrongOption(`${place}.text`, text, "a string; bytes go into 'bytes'")
  }
}

function checkCrate(crate: Partial<Record<keyof CargoCrate, unknown>>, place: string): void {
  const { cargo, bin, features = [], toolchain } = crate
  const isText = (value: unknown) => typeof value === 'string' && value !== ''
  if (!isText(cargo)) throw wrongOption(`${place}.cargo`, cargo, 'the folder of a Cargo.toml')
  for (const [key, value] of Object.entries({ bin, toolchain })) {
    if (value !== undefined && !isText(value)) throw wrongOption(`${place}.${key}`, value, 'a name')
  }
  if (Array.isArray(features) && features.every(isText)) return
  throw wrongOption(`${place}.features`, features, 'a list of names')
}

/** Absolute, as the paths of a config are: the same source gives the same bytes through either. */
function objectInput(input: string | MemoryInput | CargoCrate, cwd: string): ObjectInput {
  if (typeof input === 'string') return { path: path.resolve(cwd, input) }
  if ('cargo' in input) return crateInput(input, cwd)
  const { name, bytes, text } = input
  return { name, bytes: bytes ?? Buffer.from(text) }
}
