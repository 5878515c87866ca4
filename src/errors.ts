/**
 * The one error type of this package, and the diagnostics it is made of.
 * Errors are data; the command line, the bundlers and the report draw them.
 */
import { defined } from './defined.ts'

/** Codes that native code reports. The same list as `native/support/codes.def` (a test holds them equal). */
export const NATIVE_CODES = [
  'NO_INPUTS',
  'INPUT_NOT_FOUND',
  'INPUT_IS_DIRECTORY',
  'INPUT_EMPTY',
  'INPUT_UNKNOWN_FORMAT',
  'INPUT_WRONG_MACHINE',
  'INPUT_WITHOUT_BITCODE',
  'BITCODE_CORRUPT',
  'BITCODE_NEWER',
  'BITCODE_OLDER',
  'IR_INVALID',
  'ARCHIVE_CORRUPT',
  'LAYOUT_DIFFERS',
  'SYMBOL_DUPLICATE',
  'SYMBOL_UNRESOLVED',
  'SYMBOL_MISMATCH',
  'EXPORT_UNKNOWN',
  'EXPORT_OMITTED',
  'OPTION_INVALID',
  'COMPILE_ERROR',
  'COMPILE_WARNING',
  'USER_SPACE_HEADER',
  'CODEGEN_ERROR',
  'CODEGEN_WARNING',
  'OUTPUT_NOT_WRITABLE',
  'OBJECT_INVALID',
  'JOB_INVALID',
  'JOB_CRASHED',
  'JOB_OUT_OF_MEMORY',
  'JOB_TIMEOUT',
  'INTERNAL',
] as const

/** Codes that only TypeScript reports. */
export const HOST_CODES = [
  /** No `bpf-linker.config.*` where one is needed. */
  'CONFIG_NOT_FOUND',
  /** The config file itself cannot be read or run. */
  'CONFIG_LOAD_FAILED',
  /** A value in the config is not what the schema allows. */
  'CONFIG_INVALID',
  /** `objects` or a profile that the config does not have. */
  'CONFIG_UNKNOWN_NAME',
  /** Kernels of the object's profile refuse something in it. */
  'KERNEL_RULE',
  /** Wrong arguments on the command line. */
  'USAGE',
  /** An import, in a bundle, of a form that does not exist. */
  'IMPORT_INVALID',
  /** No native part for this machine. */
  'NATIVE_MISSING',
  /** The native part is there and did not start, or it is another program. */
  'NATIVE_NOT_STARTED',
  /** The native part is of another version than the package. */
  'NATIVE_VERSION',
  /** An input is a Cargo crate, and there is no cargo. */
  'CARGO_NOT_FOUND',
  /** Cargo failed without an error in Rust code: a manifest, a dependency, a build script. */
  'CARGO_FAILED',
  /** Rust is there, but not what BPF needs of it: a nightly with `rust-src`. */
  'RUST_TOOLCHAIN',
  /** The machine does not tell of changes: it has no more watches for this user, or the folder may not be read. */
  'WATCH_FAILED',
  /** The job was cancelled through its AbortSignal. */
  'JOB_ABORTED',
] as const

export type ErrorCode = (typeof NATIVE_CODES)[number] | (typeof HOST_CODES)[number]

export type Severity = 'error' | 'warning' | 'note' | 'remark'

/** A replacement that would mend the source. Lines and columns count from 1, the end is exclusive. */
export interface FixIt {
  file: string
  line: number
  column: number
  endLine: number
  endColumn: number
  text: string
}

/** One thing that clang, rustc, the linker, LLVM or a rule has to say. */
export interface Diagnostic {
  severity: Severity
  code: ErrorCode
  /** The name of the rule, with the code `KERNEL_RULE`. */
  rule?: string
  /** One sentence: what was found, what was expected. */
  message: string
  /** What to do about it. */
  hint?: string
  /** The function or symbol it is about. */
  symbol?: string
  /** Absolute path, or the name of an input from memory. */
  file?: string
  /** From 1. */
  line?: number
  /** From 1, in bytes. */
  column?: number
  /** Bytes from `column` on that are meant. */
  length?: number
  /** The text of `line`. */
  sourceLine?: string
  notes?: Diagnostic[]
  fixIts?: FixIt[]
}

/** What {@link BpfLinkerError} is made from. A key that is `undefined` says nothing. */
export type BpfLinkerErrorInit = {
  [Key in Exclude<keyof Diagnostic, 'severity' | 'code' | 'message'>]?: Diagnostic[Key] | undefined
} & {
  cause?: unknown
  /** Every diagnostic of the failed job, the first error among them. */
  diagnostics?: Diagnostic[] | undefined
  /** Every file that was read before the failure: what a watcher must watch so that the mending is noticed. */
  dependencies?: string[] | undefined
}

/**
 * The error that every function of this package throws.
 *
 * @example
 * try {
 *   await link({ inputs: ['probe.bpf.c'] })
 * } catch (error) {
 *   if (error instanceof BpfLinkerError && error.code === 'COMPILE_ERROR') console.error(error.frame)
 * }
 */
export class BpfLinkerError extends Error {
  override readonly name = 'BpfLinkerError'
  /** Stable: programs may compare it. `docs/errors.md` explains each. */
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly symbol: string | undefined
  /** The source line with a caret under the place, where both are known. */
  readonly frame: string | undefined
  readonly notes: Diagnostic[]
  readonly diagnostics: Diagnostic[]
  readonly dependencies: string[]
  readonly #own: Diagnostic

  constructor(code: ErrorCode, message: string, init: BpfLinkerErrorInit = {}) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause })
    this.code = code
    this.hint = init.hint
    this.file = init.file
    this.line = init.line
    this.column = init.column
    this.symbol = init.symbol
    this.notes = init.notes ?? []
    this.diagnostics = init.diagnostics ?? []
    this.dependencies = init.dependencies ?? []
    const { cause: _, diagnostics: __, dependencies: ___, ...own } = init
    this.#own = { severity: 'error', code, message, ...defined(own) }
    this.frame = codeFrame(this.#own)
  }

  /** This error alone, without what else went wrong. */
  toDiagnostic(): Diagnostic {
    return this.#own
  }

  /** The error for a failed job: its first error diagnostic speaks for all of them. */
  static fromDiagnostics(diagnostics: Diagnostic[], dependencies: string[] = []): BpfLinkerError {
    const first = diagnostics.find((d) => d.severity === 'error')
    if (first === undefined) throw new TypeError('fromDiagnostics: no diagnostic is an error')
    const { code, message, severity: _, ...rest } = first
    return new BpfLinkerError(code, message, { ...rest, diagnostics, dependencies })
  }
}

/** What is needed of a diagnostic to draw its line. */
export type Framed = Pick<Diagnostic, 'file' | 'line' | 'column' | 'length' | 'sourceLine' | 'notes' | 'fixIts'>

/**
 * The source line of a diagnostic with its number and a caret, as bundlers show it; under the caret what would mend
 * it, as clang does. Undefined without a source line.
 */
export function codeFrame(at: Framed): string | undefined {
  if (at.sourceLine === undefined || at.line === undefined) return undefined
  const gutter = `${at.line} | `
  const margin = `${' '.repeat(gutter.length - 2)}| `
  // Columns count bytes. Tabs stay tabs, so that the caret stands under what it points at.
  const bytes = Buffer.from(at.sourceLine)
  const upTo = (column: number) => margin + bytes.toString('utf8', 0, column - 1).replace(/[^\t]/gu, ' ')
  const lines = [`${gutter}${at.sourceLine}`]
  if (at.column !== undefined) {
    lines.push(`${upTo(at.column)}^${'~'.repeat(Math.max(0, (at.length ?? 1) - 1))}`)
  }
  const fix = mendingOf(at)
  if (fix !== undefined && fix.text !== '') lines.push(upTo(fix.column) + fix.text)
  return lines.join('\n')
}

/**
 * The one replacement that would mend the line a diagnostic shows. Of a guess ("did you mean 'count'?") clang hands it
 * on with a note. Undefined where there is none, or more than one, or one of several lines.
 */
export function mendingOf({ file, line, column, notes = [], fixIts = [] }: Framed): FixIt | undefined {
  const here = ({ file: f, line: l, endLine, text }: FixIt) =>
    f === file && l === line && endLine === line && !text.includes('\n')
  if (fixIts.length > 0) return fixIts.length === 1 ? fixIts.find(here) : undefined
  const guesses = notes.flatMap((note) => note.fixIts ?? []).filter((fix) => here(fix) && fix.column === column)
  return guesses.length === 1 ? guesses[0] : undefined
}
