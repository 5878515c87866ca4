/**
 * Diagnostics as webpack's and Rspack's errors and warnings: each by itself, with the module it belongs to, its place,
 * and no stack. Both bundlers take them from `compilation.errors`; the loader's `emitError` would put "Module Error
 * (from …/unplugin/…)" before the message and a stack behind it.
 */
import type { Diagnostic } from '../../errors.ts'
import { drawDiagnostic, shorten } from '../../report/diagnostics.ts'
import type { Compilation } from './host.ts'

/** The module that a diagnostic came up in. */
export interface MessageModule {
  /** The bundler's own object. */
  module: unknown
  /** Absolute, without a query. */
  resource: string
}

interface Place {
  /** The column counts from 0. */
  start: { line: number; column: number }
  end: { line: number; column: number }
}

/** Adds them to the compilation: errors to its errors, all others to its warnings. */
export function report(
  compilation: Compilation,
  diagnostics: readonly Diagnostic[],
  root: string,
  within?: MessageModule,
): void {
  for (const diagnostic of diagnostics) {
    const { WebpackError } = compilation.compiler.webpack
    const message = drawDiagnostic(diagnostic, { cwd: root })
    const error = Object.assign(new WebpackError(message), {
      code: diagnostic.code,
      // What webpack prints when it is asked for the stack.
      stack: message,
      hideStack: true,
      ...placeIn(diagnostic, root, within),
    })
    const list: { push(...errors: never[]): unknown } =
      diagnostic.severity === 'error' ? compilation.errors : compilation.warnings
    // Their types ask for a class of each one's own.
    list.push(error as never)
  }
}

/**
 * `loc` is a place in the module. For what is wrong in a header, `file` names it, and `loc` is the line of the module
 * that includes it.
 */
function placeIn(diagnostic: Diagnostic, root: string, within: MessageModule | undefined) {
  const { file } = diagnostic
  const module = within === undefined ? {} : { module: within.module }
  if (file === undefined) return module
  if (file === within?.resource) return { ...module, ...locOf(diagnostic) }
  const included = diagnostic.notes?.find((note) => note.file === within?.resource)
  return { ...module, file: shorten(file, root), ...locOf(included ?? diagnostic) }
}

function locOf({ line, column = 1, length = 0 }: Diagnostic): { loc?: Place } {
  if (line === undefined) return {}
  return { loc: { start: { line, column: column - 1 }, end: { line, column: column - 1 + length } } }
}
