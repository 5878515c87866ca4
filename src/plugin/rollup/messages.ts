/** Diagnostics as Rollup, Rolldown and Vite take them. */
import { type BpfLinkerError, codeFrame, type Diagnostic } from '../../errors.ts'
import { drawDiagnostic, supplements } from '../../report/diagnostics.ts'
import { errorsOf } from '../link_errors.ts'

/** What Rollup, Rolldown and Vite take in `this.error` and `this.warn`. */
export interface RollupMessage {
  message: string
  code: string
  id?: string
  /** The column counts from 1, as clang's does: Vite hands it to editors as it is. */
  loc?: { file: string; line: number; column: number }
  frame?: string
  /** Empty: the hosts would make one, of our code. */
  stack?: string
}

/** `messageOnly`: the host shows neither `loc` nor `frame` of a warning, so that its message has them. */
export function warningToRollupMessage(diagnostic: Diagnostic, root: string, messageOnly: boolean): RollupMessage {
  const message = toRollupMessage(diagnostic, root)
  return messageOnly ? { ...message, message: drawDiagnostic(diagnostic, { cwd: root }) } : message
}

function toRollupMessage(diagnostic: Diagnostic, root: string, more: readonly Diagnostic[] = []): RollupMessage {
  const { message, code, file, line, column } = diagnostic
  const frame = codeFrame(diagnostic)
  const draw = { cwd: root }
  const others = more.map((other) => drawDiagnostic(other, draw))
  return {
    message: [message, ...supplements(diagnostic, draw), ...others].join('\n'),
    code,
    ...(file === undefined ? {} : { id: file }),
    ...(file === undefined || line === undefined ? {} : { loc: { file, line, column: column ?? 1 } }),
    ...(frame === undefined ? {} : { frame }),
  }
}

/** The first error is the one that Rollup points at; the others follow in its message, since it takes only one. */
export function errorToRollupMessage(error: BpfLinkerError, root: string): RollupMessage {
  const [first, ...more] = errorsOf(error) as [Diagnostic, ...Diagnostic[]]
  const { message, ...rest } = toRollupMessage(first, root, more)
  // An Error already, since the hosts make one of anything else, with a stack.
  return Object.assign(new Error(message), rest, { name: error.name, stack: '' })
}
