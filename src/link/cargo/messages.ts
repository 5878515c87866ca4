/**
 * What `cargo --message-format json` prints: one JSON document on each line.
 * https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages. Pure.
 */
import type { CrateTarget } from './metadata.ts'
import type { RustcMessage } from './rustc_diagnostic.ts'

export interface CargoOutput {
  /** What rustc has to say, of every crate, in the order it came. */
  messages: RustcMessage[]
  /** Absolute: what was built of the target; undefined when it was not. */
  artifact: string | undefined
}

interface Line {
  reason?: string
  message?: RustcMessage
  target?: { name: string; kind: string[]; src_path: string }
  executable?: string | null
  filenames?: string[]
}

export function readCargoOutput(stdout: string, crate: CrateTarget): CargoOutput {
  const output: CargoOutput = { messages: [], artifact: undefined }
  for (const text of stdout.split('\n')) {
    // Build scripts and macros may print lines of their own.
    const line = text.startsWith('{') ? parse(text) : undefined
    if (line?.reason === 'compiler-message' && line.message !== undefined) output.messages.push(line.message)
    if (line?.reason === 'compiler-artifact' && isOf(line, crate)) {
      output.artifact = line.executable ?? line.filenames?.find((name) => !/\.(rlib|rmeta)$/.test(name))
    }
  }
  return output
}

function isOf({ target }: Line, crate: CrateTarget): boolean {
  return target?.name === crate.name && target.src_path === crate.source && target.kind.includes(crate.kind)
}

function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line
  } catch {
    return undefined
  }
}
