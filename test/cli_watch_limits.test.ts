/**
 * `build --watch` on a machine that has few inotify watches, or none: every edit is seen, or there is an error that says
 * what to do. The limits are those of a user namespace that the command is run in.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildCommand, type Running, start } from './support/command.ts'
import { save } from './support/save.ts'

const FOLDERS = 30
const OFTEN = { interval: 20 }

let cwd: string
let watching: Running
const at = (name: string) => path.join(cwd, name)

/** Runs the rest of its arguments where a limit of this user is that. */
function limited(limit: 'watches' | 'instances', most: number): string[] {
  const script = `echo ${most} > /proc/sys/user/max_inotify_${limit} && exec "$@"`
  return ['unshare', '--user', '--map-root-user', 'sh', '-c', script, 'sh']
}

const [command = '', ...rest] = [...limited('watches', 10), 'true']
const { status, error, stderr } = spawnSync(command, rest, { encoding: 'utf8' })
/** Why no user namespace with limits of its own can be made here. */
const reason = status === 0 ? undefined : `no user namespace: ${error?.message ?? stderr.trim()}`

beforeAll(buildCommand)
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-limits-'))
  for (let i = 0; i < FOLDERS; i++) {
    mkdirSync(at(`inc/${i}`), { recursive: true })
    edit(i, 1)
  }
  const includes = Array.from({ length: FOLDERS }, (_, i) => `#include "inc/${i}/a.h"\n`).join('')
  const sum = Array.from({ length: FOLDERS }, (_, i) => `A${i}`).join(' + ')
  const program = `__attribute__((section("xdp"), used)) int prog(void *ctx) { return ${sum}; }\n`
  writeFileSync(at('a.bpf.c'), includes + program)
  writeFileSync(at('bpf-linker.config.json'), JSON.stringify({ objects: { a: { inputs: 'a.bpf.c' } } }))
})
afterEach(async () => {
  watching.child.kill('SIGKILL')
  await watching.ended
  rmSync(cwd, { recursive: true, force: true })
})

function edit(folder: number, value: number): void {
  save(at(`inc/${folder}/a.h`), `#define A${folder} ${value}\n`)
}

function watch(under: string[] = [], env: NodeJS.ProcessEnv = {}): void {
  watching = start(['build', '--watch', '--json'], cwd, env, under)
}

const builds = () => watching.stdout().split('\n').filter(Boolean)
const built = (count: number) =>
  expect.poll(() => builds().length, { ...OFTEN, message: watching.stderr() }).toBeGreaterThanOrEqual(count)

it('sees thirty edits in thirty folders', async () => {
  watch()
  await built(1)
  for (let i = 0; i < FOLDERS; i++) {
    edit(i, 2)
    await built(i + 2)
  }
  expect(builds()).toHaveLength(FOLDERS + 1)
})

it('ends without enough inotify watches, with an error that names the sysctl', async (context) => {
  if (reason !== undefined) context.skip(reason)
  watch(limited('watches', 10))
  const { status, stderr, stdout } = await watching.ended
  const { error } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  expect([status, stderr, error.code]).toEqual([1, '', 'WATCH_FAILED'])
  expect(error.message).toMatch(/^changes in \/.* would go unnoticed: all 10 inotify watches/)
  expect(error.hint).toContain('sysctl fs.inotify.max_user_watches=524288')
})

it('ends without an inotify instance', async (context) => {
  if (reason !== undefined) context.skip(reason)
  watch(limited('instances', 0))
  const { status, stdout } = await watching.ended
  const { error } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  expect([status, error.code]).toEqual([1, 'WATCH_FAILED'])
  expect(error.hint).toContain('sysctl fs.inotify.max_user_instances=512')
})

it('polls without any watch', async (context) => {
  if (reason !== undefined) context.skip(reason)
  watch(limited('watches', 0), { CHOKIDAR_USEPOLLING: '1' })
  await built(1)
  for (const [i, folder] of [0, FOLDERS - 1].entries()) {
    edit(folder, 2)
    await built(i + 2)
  }
})
