/**
 * What the end of a native process means, in words. Pure.
 */
import { BpfLinkerError, type Diagnostic, type ErrorCode } from '../errors.ts'
import { MAGIC } from './message.ts'

/** How a process ended that gave no answer to use. */
export interface Ending {
  /** Why we killed it. */
  killedFor: 'timeout' | 'abort' | 'garbage' | undefined
  status: number | null
  signal: NodeJS.Signals | null
  /** Bytes on standard output. */
  outputSize: number
  /** The end of standard error. */
  stderr: string
}

interface Asked {
  executable: string
  inputs: string
  wallLimit: number
  memoryLimit: number
}

const INSTALL_AGAIN = 'install the package again on this machine: it is made for another or damaged'
const REPORT = 'report it with the inputs, please: https://github.com/bpf-linker/bpf-linker/issues'

/** The error for a process that ran and gave no answer. */
export function unansweredError(ending: Ending, asked: Asked): BpfLinkerError {
  const { code, message, hint } = explain(ending, asked)
  const stderr = ending.stderr.trim()
  const notes: Diagnostic[] =
    stderr === '' ? [] : [{ severity: 'note', code, message: `the native process said:\n${stderr}` }]
  return new BpfLinkerError(code, message, { hint, notes })
}

/** The error for a process that could not be started. */
export function startError(cause: NodeJS.ErrnoException, executable: string): BpfLinkerError {
  const { message, hint } = explainStart(cause, executable)
  return new BpfLinkerError('NATIVE_NOT_STARTED', message, { hint, cause })
}

interface Explanation {
  code: ErrorCode
  message: string
  hint: string
}

function explain(ending: Ending, asked: Asked): Explanation {
  return stopped(ending, asked) ?? neverRan(ending, asked) ?? outOfMemory(ending, asked) ?? crashed(ending, asked)
}

/** By us, or by the limits that the process set on itself. */
function stopped({ killedFor, signal }: Ending, { inputs, wallLimit, executable }: Asked): Explanation | undefined {
  if (killedFor === 'timeout') {
    return {
      code: 'JOB_TIMEOUT',
      message: `the job of ${inputs} was not done after ${wallLimit / 1000} s and was stopped`,
      hint: "look what it waits for, such as a slow disk; lower 'concurrency', or raise 'timeout' (milliseconds), of which that is 20 times as much",
    }
  }
  // It says so itself, unless even that is too much for it.
  if (signal === 'SIGPROF' || signal === 'SIGXCPU') {
    return {
      code: 'JOB_TIMEOUT',
      message: `the job of ${inputs} used up its processor time and was stopped`,
      hint: "raise 'timeout' (milliseconds); an input that is damaged can keep LLVM busy for ever",
    }
  }
  if (killedFor !== 'garbage') return undefined
  return {
    code: 'JOB_INVALID',
    message: `${executable} gave an answer that is no job response`,
    hint: 'set BPF_LINKER_NATIVE_PATH to the native part of bpf-linker, or install the package again',
  }
}

/** What ended before any of our code ran: without the handshake, which is the first that it does. */
function neverRan({ status, signal, stderr, outputSize }: Ending, asked: Asked): Explanation | undefined {
  // From outside, most often for want of memory.
  if (outputSize > 0 || signal === 'SIGKILL') return undefined
  return { code: 'NATIVE_NOT_STARTED', ...explainSilence({ status, signal, stderr }, asked.executable) }
}

/** Why a program ended before it said that it is ours. */
export function explainSilence(
  { status, signal, stderr }: Pick<Ending, 'status' | 'signal' | 'stderr'>,
  executable: string,
): Omit<Explanation, 'code'> {
  // The dynamic loader's own words and status (glibc: 127).
  if (status === 127 && /error while loading shared libraries|version `\w+_[\d.]+' not found/.test(stderr)) {
    return {
      message: `${executable} cannot be loaded on this machine`,
      hint: /GLIBC/.test(stderr)
        ? 'use the executable of the package, which needs no libc: this one was built for a newer glibc'
        : 'build it again, or unset BPF_LINKER_NATIVE_PATH: the file libbpf-linker.so must lie beside it',
    }
  }
  // execvp(3) hands a file that the system cannot run to /bin/sh, which ends like this.
  const shell = /: not found|cannot execute|Exec format error|Syntax error/
  if (shell.test(stderr) && [2, 126, 127].includes(status ?? 0)) {
    return { message: `${executable} is no program that this machine can run`, hint: INSTALL_AGAIN }
  }
  const how = signal === null ? `ended with status ${status}` : `crashed (${signal})`
  return {
    message: `${executable} ${how} before it said that it is the native part of bpf-linker`,
    hint: `${INSTALL_AGAIN}; BPF_LINKER_NATIVE_PATH may name another program`,
  }
}

function outOfMemory({ stderr, signal }: Ending, { inputs, memoryLimit }: Asked): Explanation | undefined {
  // LLVM's bad-alloc handler and libstdc++'s say this on standard error before they abort.
  if (/out of memory|bad_alloc|allocation failed/i.test(stderr)) {
    return {
      code: 'JOB_OUT_OF_MEMORY',
      message: `the job of ${inputs} needed more than its ${mebibytes(memoryLimit)} MiB of memory`,
      hint: "raise 'memoryLimit'; an input that is damaged can ask for any amount",
    }
  }
  if (signal !== 'SIGKILL') return undefined
  return {
    code: 'JOB_CRASHED',
    message: `the native process was killed from outside (SIGKILL) on the job of ${inputs}`,
    hint: "look for 'oom' in dmesg, or lower 'concurrency': most often the system runs out of memory",
  }
}

function crashed({ status, signal, outputSize }: Ending, { inputs }: Asked): Explanation {
  const how = signal === null ? `ended with status ${status}` : `crashed (${signal})`
  const what = outputSize <= MAGIC.length ? 'without an answer' : 'in the middle of its answer'
  return {
    code: 'JOB_CRASHED',
    message: `the native process ${how} ${what} on the job of ${inputs}`,
    hint: `${REPORT}; an input is damaged, or LLVM has a fault`,
  }
}

function explainStart(cause: NodeJS.ErrnoException, executable: string): { message: string; hint: string } {
  const reason = cause.code === undefined || cause.code.startsWith('Unknown') ? `error ${cause.errno}` : cause.code
  const message = `${executable} could not be started: ${reason}`
  switch (cause.code) {
    case 'ENOENT':
      return {
        message,
        hint: 'install the package again: it is gone, or it is a build for glibc on a machine that has none',
      }
    case 'EACCES':
    case 'EPERM':
      return {
        message,
        hint: `chmod +x ${executable}, and look whether its file system is mounted noexec: it may not be executed`,
      }
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return {
        message,
        hint: "lower 'concurrency', or raise ulimit -u and -n: there are too many processes or open files",
      }
    default:
      return { message, hint: INSTALL_AGAIN }
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
