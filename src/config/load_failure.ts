/**
 * What can go wrong before a config is a value, as one error: the file, the line
 * where the trouble is, what to do. The original error stays as `cause`.
 */

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BpfLinkerError, type BpfLinkerErrorInit } from '../errors.ts'

/** A place in a file; line and column from 1. */
export interface FilePlace {
  file: string
  line: number
  column?: number | undefined
}

/** CONFIG_LOAD_FAILED at a place, with the source line where it can be read. */
export function loadFailed(
  file: string,
  message: string,
  place: FilePlace | undefined,
  init: Pick<BpfLinkerErrorInit, 'cause' | 'hint' | 'dependencies'> = {},
): BpfLinkerError {
  const at = place === undefined ? '' : `:${place.line}${place.column === undefined ? '' : `:${place.column}`}`
  const inOther = place !== undefined && place.file !== file ? ` (in ${basename(place.file)}${at})` : ''
  return new BpfLinkerError(
    'CONFIG_LOAD_FAILED',
    `${basename(file)}${inOther === '' ? at : ''}: ${message}${inOther}`,
    {
      ...init,
      file: place?.file ?? file,
      ...(place === undefined ? {} : { line: place.line, ...sourceLineOf(place) }),
      ...(place?.column === undefined ? {} : { column: place.column }),
    },
  )
}

/**
 * The error for whatever a config module threw while it was loaded or run.
 * @param sources The files of the project that it is made of; the place is looked for in them.
 * @param place Finds the place of a stack frame in the sources; identity for code that runs as written.
 */
export async function moduleFailed(
  file: string,
  error: unknown,
  sources: string[],
  place: (at: FilePlace) => FilePlace = (at) => at,
): Promise<BpfLinkerError> {
  if (error instanceof BpfLinkerError) return error
  const init = { cause: error, dependencies: sources }
  if (!(error instanceof Error)) {
    return loadFailed(file, `the config threw ${String(error)}, which is no Error`, undefined, init)
  }
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    const name = /Cannot find (?:package|module) '([^']+)'/.exec(error.message)?.[1]
    if (name !== undefined) return importMissing(file, name, undefined, init)
  }
  // jiti's parser: the place is the last line of its message.
  const [, parsed, inFile, line, column] = /^ParseError: (.*?)\s*\n\s*(.+):(\d+):(\d+)$/s.exec(error.message) ?? []
  if (parsed !== undefined && inFile !== undefined) {
    return loadFailed(
      file,
      `syntax error: ${parsed}`,
      { file: inFile, line: Number(line), column: Number(column) + 1 },
      init,
    )
  }
  if (error.name === 'SyntaxError') {
    return loadFailed(file, `syntax error: ${error.message}`, await syntaxPlace(sources), init)
  }
  const frame = framesOf(error)
    .map(place)
    .find((at) => sources.includes(at.file))
  return loadFailed(file, `the config threw ${error.name}: ${error.message}`, frame, init)
}

/** The error for an import of what is not there. */
export function importMissing(
  file: string,
  name: string,
  place: FilePlace | undefined,
  init: Pick<BpfLinkerErrorInit, 'cause' | 'dependencies'>,
): BpfLinkerError {
  const isFile = /^(?:\.|\/|file:|#|[A-Za-z]:\\)/.test(name)
  const hint = isFile
    ? 'check the path and the ending of the file'
    : `install it where the config is: npm install -D ${name}`
  const at = place ?? importPlace(name, [file, ...(init.dependencies ?? [])])
  return loadFailed(file, `it imports '${name}', which does not exist`, at, { ...init, hint })
}

/** The line that names an import. */
function importPlace(name: string, sources: readonly string[]): FilePlace | undefined {
  // Node names a missing file by its whole path: its last part has to do.
  const quoted = new RegExp(`['"](?:[^'"]*/)?${escaped(basename(name))}['"]`)
  for (const file of sources) {
    for (const [index, line] of linesOf(file).entries()) {
      const column = line.search(quoted)
      if (column !== -1) return { file, line: index + 1, column: column + 1 }
    }
  }
  return undefined
}

/** The places of a stack, innermost first. */
function framesOf(error: Error): FilePlace[] {
  const frames: FilePlace[] = []
  for (const text of error.stack?.split('\n') ?? []) {
    const [, url, line, column] =
      /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/.exec(text) ?? []
    if (url === undefined) continue
    const bare = url.replace(/\?.*$/, '')
    frames.push({
      file: bare.startsWith('file:') ? fileURLToPath(bare) : bare,
      line: Number(line),
      column: Number(column),
    })
  }
  return frames
}

/** The stack of a SyntaxError has no place in it; `node --check` says where. */
async function syntaxPlace(sources: readonly string[]): Promise<FilePlace | undefined> {
  for (const file of sources) {
    const place = await checkedPlace(file)
    if (place !== undefined) return place
  }
  return undefined
}

function checkedPlace(file: string): Promise<FilePlace | undefined> {
  return new Promise((done) => {
    execFile(process.execPath, ['--check', file], { timeout: 5000 }, (_, __, stderr) => {
      // file:LINE, the source line, the carets
      const [, line, carets] = /:(\d+)\r?\n.*\r?\n([ \t]*)\^/.exec(stderr) ?? []
      done(line === undefined ? undefined : { file, line: Number(line), column: (carets ?? '').length + 1 })
    })
  })
}

function sourceLineOf({ file, line }: FilePlace): { sourceLine?: string } {
  const sourceLine = linesOf(file)[line - 1]
  return sourceLine === undefined ? {} : { sourceLine }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
