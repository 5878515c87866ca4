/** What rolldown and esbuild say about a config that they cannot bundle, as our error. */

import { dirname, resolve } from 'node:path'
import type { BpfLinkerError } from '../errors.ts'
import { importMissing, loadFailed } from './load_failure.ts'

/** Either bundler's report; each has its own half of the keys. */
interface Report {
  text?: string
  /** esbuild: lines from 1, columns from 0. */
  location?: { file: string; line: number; column: number } | null
  message?: string
  id?: string
  /** rolldown: the same. */
  loc?: { file?: string; line: number; column: number }
}

export function bundleFailed(file: string, error: unknown, dependencies: string[]): BpfLinkerError {
  const [report] = (error as { errors?: Report[] }).errors ?? []
  const text = report?.text ?? report?.message ?? (error instanceof Error ? error.message : String(error))
  // rolldown draws a picture below the first line.
  const message = (text.split('\n')[0] ?? '').replace(/^\[\w+\] /, '')
  const at = report?.location ?? report?.loc
  const place =
    at === undefined || at === null
      ? undefined
      : { file: resolve(dirname(file), at.file ?? report?.id ?? file), line: at.line, column: at.column + 1 }
  const name = /could not resolve ['"]([^'"]+)['"]/i.exec(message)?.[1]
  const init = { cause: error, dependencies }
  if (name !== undefined) return importMissing(file, name, place, init)
  return loadFailed(file, `syntax error: ${message}`, place, init)
}
