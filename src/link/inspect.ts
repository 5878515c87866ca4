/**
 * Reads a BPF object: ours, or one that clang, rustc or gcc made.
 */
import { BpfLinkerError } from '../errors.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { InspectSettings } from '../settings/job.ts'
import { defaultPolicy } from '../settings/policy.ts'
import { checkSignal, wrongOption } from './options.ts'
import { runJob } from './run.ts'

export interface InspectOptions extends InspectSettings {
  /** Relative paths start here. Default: the working directory. */
  cwd?: string | undefined
  signal?: AbortSignal | undefined
}

/**
 * What is in a BPF object.
 *
 * @param object a path, or the bytes of an ELF file
 * @throws BpfLinkerError OBJECT_INVALID, INPUT_NOT_FOUND, …
 * @example
 * const { programs, maps } = await inspect('dist/bpf/probe.bpf.o')
 */
export async function inspect(object: string | Uint8Array, options: InspectOptions = {}): Promise<ObjectInfo> {
  const { cwd = process.cwd(), signal, ...settings } = options
  checkSignal(signal)
  if (typeof object !== 'string' && !(object instanceof Uint8Array)) {
    throw wrongOption('object', object, 'a path or a Uint8Array')
  }
  const response = await runJob(
    {
      action: 'inspect',
      workingDirectory: cwd,
      inputs: [typeof object === 'string' ? { path: object } : { name: 'object.bpf.o', bytes: object }],
      inspect: settings,
    },
    defaultPolicy(),
    signal,
  )
  if (!response.ok) throw BpfLinkerError.fromDiagnostics(response.diagnostics, response.dependencies)
  if (response.info === undefined) throw new TypeError('The job succeeded without telling of the object')
  return response.info
}
