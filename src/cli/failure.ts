/** How a command line ends that did not get through. */
import { BpfLinkerError, type ErrorCode } from '../errors.ts'
import { drawError } from '../report/diagnostics.ts'
import { failureDocument } from '../report/json.ts'
import { paintFor } from '../report/paint.ts'

/** `document`: the one JSON document of a command; `line`: one of many, each on a line of its own. */
export type FailureForm = 'text' | 'document' | 'line'

/** Prints the error; returns the exit status. */
export function reportFailure(error: unknown, form: FailureForm): number {
  const known = error instanceof BpfLinkerError ? error : internal(error)
  if (form !== 'text') {
    process.stdout.write(`${JSON.stringify(failureDocument(known), null, form === 'line' ? 0 : 2)}\n`)
  } else process.stderr.write(`${drawError(known, { paint: paintFor(process.stderr), cwd: process.cwd() })}\n`)
  return exitStatus(known.code)
}

/** 1 a build failed, 2 usage or config, 3 no native part, 130 interrupted. */
export function exitStatus(code: ErrorCode): number {
  switch (code) {
    case 'USAGE':
    case 'CONFIG_NOT_FOUND':
    case 'CONFIG_LOAD_FAILED':
    case 'CONFIG_INVALID':
    case 'CONFIG_UNKNOWN_NAME':
      return 2
    case 'NATIVE_MISSING':
    case 'NATIVE_VERSION':
      return 3
    case 'JOB_ABORTED':
      return 130
    default:
      return 1
  }
}

/** An error that is not ours is a bug, so that its stack is what helps. */
function internal(error: unknown): BpfLinkerError {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new BpfLinkerError('INTERNAL', message, {
    hint: 'report it, please: this is a fault of bpf-linker',
    cause: error,
  })
}
