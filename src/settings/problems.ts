/**
 * What is wrong with a config, or the options of a plugin, collected so that one run shows all of it, and
 * the one error that says it. The first line of the error is the summary.
 */

import { relative } from 'node:path'
import { BpfLinkerError, type Diagnostic, type ErrorCode } from '../errors.ts'

export interface Problem {
  code: ErrorCode
  /** Path in the config, `objects.probe.cpu`; empty: the config as a whole. */
  path: string
  /** What was found, what was expected. */
  message: string
  hint?: string | undefined
  /** The config file that says so. Undefined: a config given by value. */
  file: string | undefined
  /** A path whose appearance would mend it: for watchers. */
  missing?: string
}

export interface Told {
  /** Shortens the names of files. */
  root: string
  /** What a value is called that came from no file. */
  subject?: string
}

/** The error for one problem or more. */
export function configError(problems: readonly Problem[], { root, subject = 'the config' }: Told): BpfLinkerError {
  const [first] = problems
  if (first === undefined) throw new TypeError('configError: no problem')
  const nameOf = (file: string | undefined) =>
    file === undefined ? subject : relative(root, file).replaceAll('\\', '/') || file
  const files = new Set(problems.map((problem) => problem.file))
  const one = files.size === 1
  const messages = problems.map(({ file, path, message }) => {
    const where = [...(one ? [] : [nameOf(file)]), ...(path === '' ? [] : [path])].join(': ')
    return where === '' ? message : `${where}: ${message}`
  })
  const name = one ? nameOf(first.file) : subject
  const text =
    problems.length === 1
      ? `${name}: ${messages[0]}`
      : `${name} has ${problems.length} mistakes\n${messages.map((message, i) => `  ${withHint(message, problems[i]?.hint)}`).join('\n')}`
  const diagnostics = problems.map((problem, index): Diagnostic => {
    const { code, hint, file } = problem
    return {
      severity: 'error',
      code,
      message: messages[index] ?? '',
      ...(hint === undefined ? {} : { hint }),
      ...(file === undefined ? {} : { file }),
    }
  })
  return new BpfLinkerError(first.code, text, {
    ...(problems.length === 1 && first.hint !== undefined ? { hint: first.hint } : {}),
    ...(one && first.file !== undefined ? { file: first.file } : {}),
    diagnostics,
    dependencies: problems.flatMap((problem) => problem.missing ?? []),
  })
}

function withHint(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message}; ${hint}`
}

/** `objects.probe.cpu`; a key that is no word stands in brackets, as in code. */
export function joinPath(path: string, key: string): string {
  if (!/^[A-Za-z0-9_$][\w$.-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}
