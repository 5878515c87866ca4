/**
 * What the jobs of one build have in common is done once:
 *
 *   equal jobs       one run, whoever asks: profiles with the same link settings
 *   equal compiles   one compile, whose bitcode each link gets: profiles of one CPU that differ in linking
 *
 * Everything else runs as it would alone, side by side.
 */
import path from 'node:path'
import type { Job, JobInput } from '../settings/job.ts'
import type { JobPolicy } from '../settings/policy.ts'
import { describeInputs } from './exchange.ts'
import type { JobResponse } from './job_response.ts'
import { abortedError } from './process.ts'
import { runJob } from './run.ts'

export type RunJob = (job: Job, policy: JobPolicy, signal?: AbortSignal) => Promise<JobResponse>

/**
 * Runs jobs for one build, as {@link runJob} does.
 * @param planned The jobs that will be asked for. One that is not among them shares with those before it: the second
 *   of one compile has it made apart, for itself and for the third
 */
export function shareJobs(planned: readonly Job[], run: RunJob = runJob): RunJob {
  const users = new Map<string, Set<string>>()
  const use = (compile: string, job: string): number => {
    const known = users.get(compile) ?? new Set()
    users.set(compile, known.add(job))
    return known.size
  }
  for (const job of planned) {
    const compile = compileKey(job)
    if (compile !== undefined) use(compile, jobKey(job))
  }
  const jobs = new Map<string, SharedJob>()
  const compiles = new Map<string, SharedJob>()

  return async (job, policy, signal) => {
    const compile = compileKey(job)
    if (compile === undefined) return run(job, policy, signal)
    const key = jobKey(job)
    const shared = once(jobs, key, job, (own) => {
      if (use(compile, key) < 2) return run(job, policy, own)
      const first = once(compiles, compile, job, (its) => run(compileJob(job), policy, its))
      return linkCompiled(job, first(own), (linking) => run(linking, policy, own))
    })
    return copyOf(await shared(signal))
  }
}

/** Waits for a job that others may wait for as well. */
type SharedJob = (signal: AbortSignal | undefined) => Promise<JobResponse>

/**
 * The job of that key, begun if nobody has. Whoever aborts leaves at once; the
 * job itself is stopped when nobody is left, and then begun anew for the next.
 */
function once(
  known: Map<string, SharedJob>,
  key: string,
  { inputs }: Job,
  make: (signal: AbortSignal) => Promise<JobResponse>,
): SharedJob {
  const running = known.get(key)
  if (running !== undefined) return running
  const controller = new AbortController()
  const response = make(controller.signal)
  // If nobody waits any more, nobody hears how it ended.
  response.catch(() => {})
  let waiting = 0
  const shared: SharedJob = (signal) =>
    new Promise((resolve, reject) => {
      const leave = () => {
        if (--waiting === 0) {
          if (known.get(key) === shared) known.delete(key)
          controller.abort(signal?.reason)
        }
        if (signal !== undefined) reject(abortedError({ inputs: describeInputs(inputs) }, signal))
      }
      waiting++
      if (signal?.aborted) return leave()
      signal?.addEventListener('abort', leave, { once: true })
      response.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave))
    })
  known.set(key, shared)
  return shared
}

/** As `isSourceName` of native/compiler: what is compiled goes by its name. */
function isSource(input: JobInput): boolean {
  return 'path' in input && input.path.endsWith('.c')
}

function jobKey(job: Job): string {
  return JSON.stringify(job)
}

/** Undefined for a job that shares nothing: bytes in memory have no name to know them by, and bitcode alone is read quickly. */
function compileKey(job: Job): string | undefined {
  if (!job.inputs.every((input) => 'path' in input) || !job.inputs.some(isSource)) return undefined
  const { workingDirectory, code, compile } = compileJob(job)
  return JSON.stringify([workingDirectory, code, compile, job.inputs.filter(isSource)])
}

/** The first half of a link. */
function compileJob({ workingDirectory, inputs, code, compile }: Job): Job {
  const sources = inputs.filter(isSource)
  return {
    action: 'compile',
    workingDirectory,
    inputs: sources,
    ...(code && { code }),
    ...(compile && { compile }),
    emit: sources.map(() => ({ kind: 'bitcode' })),
  }
}

/** The second half, on what the first made. */
async function linkCompiled(
  job: Job,
  compiling: Promise<JobResponse>,
  run: (job: Job) => Promise<JobResponse>,
): Promise<JobResponse> {
  const compiled = await compiling
  const files = job.inputs.flatMap((input) =>
    'path' in input && !isSource(input) ? [path.resolve(job.workingDirectory, input.path)] : [],
  )
  if (!compiled.ok) return { ...compiled, dependencies: union(compiled.dependencies, files) }
  const bitcode = compiled.artifacts.map(({ bytes }) => bytes)
  const inputs = job.inputs.map((input): JobInput => {
    const bytes = isSource(input) ? bitcode.shift() : undefined
    if (!('path' in input) || bytes === undefined) return input
    return { name: path.resolve(job.workingDirectory, input.path), bytes, compiled: true }
  })
  const linked = await run({ ...job, inputs })
  return {
    ...linked,
    diagnostics: [...compiled.diagnostics, ...linked.diagnostics],
    dependencies: union(compiled.dependencies, linked.dependencies),
    absent: union(compiled.absent, linked.absent),
    lineSources: linked.lineSources,
    usesClock: compiled.usesClock || linked.usesClock,
    timings: [...compiled.timings, ...linked.timings],
    milliseconds: compiled.milliseconds + linked.milliseconds,
  }
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort()
}

/** A copy, because callers may change the bytes. */
function copyOf(response: JobResponse): JobResponse {
  const artifacts = response.artifacts.map(({ bytes, ...rest }) => ({
    ...rest,
    ...(bytes && { bytes: bytes.slice() }),
  }))
  return { ...response, artifacts }
}
