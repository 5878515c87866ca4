// Commands in mount and process namespaces of their own: whatever they mount or start ends with them, also when this
// process is interrupted.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { SetupError } from '../setup/run.mjs'

const UNSHARE = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child']
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

export function canIsolate() {
  return spawnSync('unshare', [...UNSHARE, 'true'], { stdio: 'ignore' }).status === 0
}

/** Runs a command in `root` with proc and the given mounts (`to` is a path in there); its exit status. */
export async function runIsolated({ root, mounts, env, cwd, command }) {
  for (const { from, to } of mounts) makeMountPoint(join(root, to), statSync(from).isDirectory())
  const script = [
    'set -eu',
    ...mounts.flatMap(({ from, to, writable }) => bind(from, join(root, to), writable)),
    // A shell of the bare system: `command` need not know where it is.
    `exec chroot ${quote(root)} /bin/sh -c ${quote(`cd ${quote(cwd)} && exec ${command.map(quote).join(' ')}`)}`,
  ].join('\n')
  return ended(
    spawn('unshare', [...UNSHARE, `--mount-proc=${join(root, 'proc')}`, 'sh', '-c', script], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 1, 2],
    }),
  )
}

/** Runs a command of the machine; a failure ends the test. `quiet` keeps its output for that. */
export async function runOutside(command, { isolated = false, quiet = false } = {}) {
  const [program, ...args] = isolated ? ['unshare', ...UNSHARE, ...command] : command
  const child = spawn(program, args, { stdio: ['ignore', quiet ? 'pipe' : 2, 2] })
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const status = await ended(child)
  if (status !== 0) throw new SetupError(`${output}${command.join(' ')} ended with ${status}.`)
}

function makeMountPoint(path, isFolder) {
  mkdirSync(isFolder ? path : dirname(path), { recursive: true })
  if (!isFolder) writeFileSync(path, '')
}

function bind(from, to, writable = false) {
  const mount = `mount --bind ${quote(from)} ${quote(to)}`
  return writable ? [mount] : [mount, `mount -o remount,bind,ro ${quote(to)}`]
}

function quote(word) {
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** The exit status of a child, which does not outlive an interrupt of ours. */
function ended(child) {
  return new Promise((resolve, reject) => {
    let interrupted
    const interrupt = (signal) => {
      interrupted = signal
      child.kill('SIGKILL')
    }
    for (const signal of SIGNALS) process.on(signal, interrupt)
    const settle = (settled, value) => {
      for (const signal of SIGNALS) process.off(signal, interrupt)
      settled(value)
    }
    child.on('error', (error) => settle(reject, new SetupError(error.message)))
    child.on('close', (status, signal) => {
      if (interrupted === undefined) settle(resolve, status ?? 128 + constants.signals[signal])
      else settle(reject, new SetupError(`interrupted by ${interrupted}`))
    })
  })
}
