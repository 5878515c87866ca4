/**
 * Where diagnostics are, in terms of the user's files.
 *
 * The linker knows places from debug info, whose paths have `stripPathPrefix`
 * cut off (`./src/a.bpf.c`), and has not the sources at hand. Here they become
 * absolute paths, or names of inputs from memory, with the source line.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Diagnostic } from '../errors.ts'
import type { JobInput } from '../settings/job.ts'

export interface Origin {
  /** What `.` stands for in debug info. */
  folder: string
  inputs: readonly JobInput[]
}

/** The same diagnostics, notes included, with their places as the user knows them. */
export function placeDiagnostics(diagnostics: readonly Diagnostic[], origin: Origin): Diagnostic[] {
  return diagnostics.map((diagnostic) => place(diagnostic, origin))
}

function place(diagnostic: Diagnostic, origin: Origin): Diagnostic {
  const { file, line, sourceLine, notes, ...rest } = diagnostic
  const at = file === undefined ? undefined : userFile(file, origin)
  const text = sourceLine ?? (at === undefined || line === undefined ? undefined : readLine(at, line, origin.inputs))
  return {
    ...rest,
    ...(at === undefined ? {} : { file: at }),
    ...(line === undefined ? {} : { line }),
    ...(text === undefined ? {} : { sourceLine: text }),
    ...(notes === undefined ? {} : { notes: placeDiagnostics(notes, origin) }),
  }
}

function userFile(file: string, { folder, inputs }: Origin): string {
  if (!file.startsWith('./')) return file
  const name = file.slice(2)
  return inputs.some((input) => 'name' in input && input.name === name) ? name : path.join(folder, name)
}

function readLine(file: string, line: number, inputs: readonly JobInput[]): string | undefined {
  const memory = inputs.find((input) => 'name' in input && input.name === file)
  try {
    const bytes = memory !== undefined && 'bytes' in memory ? memory.bytes : readFileSync(file)
    return Buffer.from(bytes).toString('utf8').split('\n')[line - 1]?.replace(/\r$/, '')
  } catch {
    // The source of a library may not be on this machine: the place without its text.
    return undefined
  }
}
