/**
 * What the jobs of one build have in common is done once:
 *
 *   equal jobs       one run, whoever asks: profiles with the same link settings
 *   equal compiles   one compile, whose bitcode each link gets: profiles of one CPU that differ in linking
 *
 * Everything else runs as it would alone, side by side.
 */
import path from 'node:path'
import type { JobPolicy } from '../config/types.ts'
import type { Job, JobInput, JobResponse } from './job.ts'
import { runJob } from './run.ts'

export type RunJob = (job: Job, policy: JobPolicy, signal?: AbortSignal) => Promise<JobResponse>

/**
 * Runs jobs for one build, as {@link runJob} does.
 * @param planned The jobs that will be asked for; what is not among them shares nothing
 */
export function shareJobs(planned: readonly Job[], run: RunJob = runJob): RunJob {
  const users = new Map<string, Set<string>>()
  for (const job of planned) {
    const compile = compileKey(job)
    if (compile !== undefined) users.set(compile, (users.get(compile) ?? new Set()).add(jobKey(job)))
  }
  const jobs = new Map<string, Promise<JobResponse>>()
  const compiles = new Map<string, Promise<JobResponse>>()

  return async (job, policy, signal) => {
    const compile = compileKey(job)
    if (compile === undefined) return run(job, policy, signal)
    const key = jobKey(job)
    const known = jobs.get(key)
    if (known !== undefined) return copyOf(await known)
    const response =
      (users.get(compile)?.size ?? 0) < 2
        ? run(job, policy, signal)
        : linkCompiled(
            job,
            once(compiles, compile, () => run(compileJob(job), policy, signal)),
            (linking) => run(linking, policy, signal),
          )
    jobs.set(key, response)
    return response
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
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
  const { workingDirectory, compile } = compileJob(job)
  return JSON.stringify([workingDirectory, compile, job.inputs.filter(isSource)])
}

/** The first half of a link. */
function compileJob({ workingDirectory, inputs, compile, link }: Job): Job {
  const sources = inputs.filter(isSource)
  return {
    action: 'compile',
    workingDirectory,
    inputs: sources,
    compile: { ...compile, ...(link?.target === undefined ? {} : { target: link.target }) },
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
  const bitcode = compiled.artifacts.map(({ contents }) => contents)
  const inputs = job.inputs.map((input): JobInput => {
    const contents = isSource(input) ? bitcode.shift() : undefined
    if (!('path' in input) || contents === undefined) return input
    return { name: path.resolve(job.workingDirectory, input.path), contents, compiled: true }
  })
  const linked = await run({ ...job, inputs })
  return {
    ...linked,
    diagnostics: [...compiled.diagnostics, ...linked.diagnostics],
    dependencies: union(compiled.dependencies, linked.dependencies),
    timings: [...compiled.timings, ...linked.timings],
    milliseconds: compiled.milliseconds + linked.milliseconds,
  }
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort()
}

/** Whoever gets the bytes may change them. */
function copyOf(response: JobResponse): JobResponse {
  const artifacts = response.artifacts.map(({ contents, ...rest }) => ({
    ...rest,
    ...(contents && { contents: contents.slice() }),
  }))
  return { ...response, artifacts }
}
