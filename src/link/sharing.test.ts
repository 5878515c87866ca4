import { expect, test } from 'vitest'
import type { Job } from '../settings/job.ts'
import type { JobPolicy } from '../settings/policy.ts'
import type { JobResponse } from './job_response.ts'
import { shareJobs } from './sharing.ts'

const policy: JobPolicy = { isolate: true, memoryLimit: 1, timeout: 1, concurrency: 1 }

function job(cpu: 'v2' | 'v3', unrollLoops: boolean, inputs: Job['inputs'] = [{ path: 'a.c' }, { path: 'b.bc' }]): Job {
  return { action: 'link', workingDirectory: '/p', inputs, code: { cpu }, link: { unrollLoops }, emit: [] }
}

/** What was run, as `compile v3` and `link v3 /p/a.c`. Compiles answer with one byte for each source. */
function recorder() {
  const ran: string[] = []
  const run = async ({ action, inputs, code, emit = [] }: Job): Promise<JobResponse> => {
    const given = inputs.map((input) => ('path' in input ? input.path : `${input.name}=${input.bytes}`))
    ran.push([action, code?.cpu, ...given].join(' '))
    return {
      ok: true,
      llvm: '',
      artifacts: (action === 'link' ? [{ kind: 'object' as const }] : emit).map(({ kind }) => ({
        kind,
        bytes: Uint8Array.of(7),
        size: 1,
      })),
      diagnostics: [{ severity: 'warning', code: 'COMPILE_WARNING', message: action }],
      dependencies: [`/p/${action}`],
      absent: [`/p/no-${action}`],
      lineSources: [`/p/${action}.c`],
      usesClock: action === 'compile',
      exports: [],
      timings: [{ phase: action, milliseconds: 1 }],
      milliseconds: 1,
    }
  }
  return { ran, run }
}

async function runAll(jobs: Job[]) {
  const { ran, run } = recorder()
  const shared = shareJobs(jobs, run)
  const responses = await Promise.all(jobs.map((each) => shared(each, policy)))
  return { ran: ran.sort(), responses }
}

test('what is alone runs as it is', async () => {
  expect((await runAll([job('v2', true), job('v3', true)])).ran).toEqual(['link v2 a.c b.bc', 'link v3 a.c b.bc'])
})

test('equal jobs are one, and each gets bytes of its own', async () => {
  const { ran, responses } = await runAll([job('v3', true), job('v3', true)])
  expect(ran).toEqual(['link v3 a.c b.bc'])
  responses[0]?.artifacts[0]?.bytes?.fill(0)
  expect(responses[1]?.artifacts[0]?.bytes).toEqual(Uint8Array.of(7))
})

test('equal compiles are one, and everything is told of both halves', async () => {
  const { ran, responses } = await runAll([job('v3', true), job('v3', false), job('v2', false)])
  expect(ran).toEqual(['compile v3 a.c', 'link v2 a.c b.bc', 'link v3 /p/a.c=7 b.bc', 'link v3 /p/a.c=7 b.bc'])
  expect(responses[0]).toMatchObject({
    diagnostics: [{ message: 'compile' }, { message: 'link' }],
    dependencies: ['/p/compile', '/p/link'],
    absent: ['/p/no-compile', '/p/no-link'],
    lineSources: ['/p/link.c'],
    usesClock: true,
    timings: [{ phase: 'compile' }, { phase: 'link' }],
    milliseconds: 2,
  })
})

test('a compile that fails is the answer to all, with the other inputs as dependencies', async () => {
  const jobs = [job('v3', true), job('v3', false)]
  const { run } = recorder()
  const shared = shareJobs(jobs, async (each) => ({ ...(await run(each)), ok: false }))
  for (const each of jobs)
    expect(await shared(each, policy)).toMatchObject({ ok: false, dependencies: ['/p/b.bc', '/p/compile'] })
})

test('bytes in memory and bitcode alone share nothing', async () => {
  const memory = [{ name: 'a.c', bytes: Uint8Array.of(1) }]
  expect((await runAll([job('v3', true, memory), job('v3', true, memory)])).ran).toHaveLength(2)
  const bitcode = [{ path: 'b.bc' }]
  expect((await runAll([job('v3', true, bitcode), job('v3', false, bitcode)])).ran).toHaveLength(2)
})

test('unplanned, the second job of one compile has it made for itself and the third', async () => {
  const { ran, run } = recorder()
  const shared = shareJobs([], run)
  for (const unroll of [true, false]) await shared(job('v3', unroll), policy)
  await shared({ ...job('v3', false), emit: [{ kind: 'ir' }] }, policy)
  expect(ran).toEqual(['link v3 a.c b.bc', 'compile v3 a.c', 'link v3 /p/a.c=7 b.bc', 'link v3 /p/a.c=7 b.bc'])
})

/** Jobs that run until they are aborted, or told to end. */
function endless() {
  const stopped: string[] = []
  const ends: (() => void)[] = []
  const { ran, run } = recorder()
  const wait = (each: Job, _: JobPolicy, signal?: AbortSignal) =>
    new Promise<JobResponse>((resolve, reject) => {
      const answer = run(each)
      ends.push(() => resolve(answer))
      signal?.addEventListener('abort', () => {
        stopped.push(each.action)
        reject(new Error('stopped'))
      })
    })
  return { stopped, ran, wait, end: () => ends.splice(0).forEach((each) => void each()) }
}

test('who aborts leaves; the job goes on for the others, and stops with the last', async () => {
  const { stopped, ran, wait, end } = endless()
  const shared = shareJobs([], wait)
  const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()]
  const one = shared(job('v3', true), policy, first.signal)
  const two = shared(job('v3', true), policy, second.signal)
  first.abort()
  await expect(one).rejects.toMatchObject({ code: 'JOB_ABORTED' })
  expect(stopped).toEqual([])
  second.abort()
  await expect(two).rejects.toMatchObject({ code: 'JOB_ABORTED' })
  expect(stopped).toEqual(['link'])
  const again = shared(job('v3', true), policy, third.signal)
  expect(ran).toHaveLength(2)
  end()
  await expect(again).resolves.toMatchObject({ ok: true })
})

test('a compile goes on while one of its links is wanted', async () => {
  const { stopped, ran, wait, end } = endless()
  const jobs = [job('v3', true), job('v3', false)]
  const shared = shareJobs(jobs, wait)
  const first = new AbortController()
  const [one, two] = [shared(jobs[0] as Job, policy, first.signal), shared(jobs[1] as Job, policy)]
  first.abort()
  await expect(one).rejects.toMatchObject({ code: 'JOB_ABORTED' })
  expect(stopped).toEqual([])
  end()
  await expect.poll(() => ran).toContain('link v3 /p/a.c=7 b.bc')
  end()
  await expect(two).resolves.toMatchObject({ ok: true })
  expect(ran).toHaveLength(2)
})
