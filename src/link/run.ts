/**
 * Runs a job through the door that the policy names: the only way from
 * TypeScript into native code.
 */
import path from 'node:path'
import { debugFor } from '../debug.ts'
import type { Job } from '../settings/job.ts'
import { type JobPolicy, WALL_TIMES } from '../settings/policy.ts'
import { decodeResponse, describeInputs, encodeRequest } from './exchange.ts'
import type { JobResponse } from './job_response.ts'
import { packageVersion } from './machine.ts'
import { findNative } from './native.ts'
import { createPool } from './pool.ts'
import { abortedError, runInProcess } from './process.ts'

/** One pool for the whole process: the cores are one machine's, however many builds run. */
const processes = createPool()
/** In process, jobs wait for each other anyway; one at a time keeps libuv's threads free for files. */
const addon = createPool()

const debug = debugFor('link')

/**
 * The response, of a failed job too: it says so itself.
 * @throws BpfLinkerError when there is none: NATIVE_MISSING, NATIVE_VERSION,
 * JOB_ABORTED, JOB_TIMEOUT, JOB_OUT_OF_MEMORY, JOB_CRASHED, JOB_INVALID
 */
export async function runJob(job: Job, policy: JobPolicy, signal?: AbortSignal): Promise<JobResponse> {
  const part = findNative()
  const { headerDirectory, overridden } = part
  const context = { packageVersion: packageVersion(), headerDirectory, overridden }
  const inputs = describeInputs(job.inputs)
  const queue = { signal, aborted: (s: AbortSignal) => abortedError({ inputs }, s) }
  if (!policy.isolate) {
    const { requireAddon, runInHost } = await import('./in_process.ts')
    const nativeFile = requireAddon(part)
    const answerer = { ...context, nativeFile }
    const run = timed(() => runInHost(encodeRequest(job, context), answerer))
    const { result, milliseconds } = await unlessAborted(addon.run(run, { ...queue, limit: 1 }), queue)
    return tell({ ...decodeResponse(result, answerer), milliseconds }, job.action, inputs, nativeFile)
  }
  const { memoryLimit, timeout, concurrency } = policy
  const limits = { memoryBytes: memoryLimit, cpuMilliseconds: timeout }
  const request = encodeRequest({ ...job, limits }, context)
  const { executable } = part
  const outputs = job.emit?.flatMap((emit) =>
    emit.path === undefined ? [] : path.resolve(job.workingDirectory, emit.path),
  )
  const run = timed(() =>
    runInProcess(request, {
      executable,
      wallLimit: WALL_TIMES * timeout,
      memoryLimit,
      signal,
      inputs,
      outputs: outputs ?? [],
    }),
  )
  const { result, milliseconds } = await processes.run(run, { ...queue, limit: concurrency })
  const response = { ...decodeResponse(result, { ...context, nativeFile: executable }), milliseconds }
  return tell(response, job.action, inputs, executable)
}

function tell(response: JobResponse, action: Job['action'], inputs: string, by: string): JobResponse {
  const { ok, milliseconds, timings } = response
  const phases = timings.map((t) => `${t.phase} ${t.milliseconds.toFixed(1)}`).join(', ')
  debug?.(`${action} ${inputs}: ${ok ? 'done' : 'failed'} in ${milliseconds.toFixed(1)} ms (${phases}) by ${by}`)
  return response
}

/** With how long it took once it began: waiting in a pool is not counted. */
function timed<T>(task: () => Promise<T>): () => Promise<{ result: T; milliseconds: number }> {
  return async () => {
    const start = performance.now()
    const result = await task()
    return { result, milliseconds: performance.now() - start }
  }
}

/** Lets go of a job that cannot be stopped; its answer is dropped when it comes. */
function unlessAborted<T>(
  job: Promise<T>,
  { signal, aborted }: { signal: AbortSignal | undefined; aborted: (signal: AbortSignal) => Error },
): Promise<T> {
  if (signal === undefined) return job
  return new Promise((resolve, reject) => {
    const abort = () => reject(aborted(signal))
    signal.addEventListener('abort', abort, { once: true })
    job.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
