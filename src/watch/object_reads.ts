/** What the link of an object reads: its inputs, and what the link itself tells. */
import path from 'node:path'
import type { LinkResult } from '../engine/link_result.ts'
import type { BpfLinkerError } from '../errors.ts'
import { fileOf, isCrate } from '../settings/inputs.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { Reads } from './changes.ts'

/** How a link ended. */
export interface Linked extends Reads {
  result?: LinkResult
  error?: BpfLinkerError
}

/** The files of its inputs, absolute: what is known before its first link. */
export function inputFiles({ inputs, workingDirectory }: ResolvedObject): string[] {
  return inputs.flatMap((input) => fileOf(input, workingDirectory) ?? [])
}

export function succeeded(object: ResolvedObject, result: LinkResult): Linked {
  const dependencies = [...new Set([...inputFiles(object), ...result.dependencies])]
  return { result, dependencies, absent: result.absent, trees: [], failed: false }
}

/** The error names the headers that were looked for in vain; of a module of Rust that was, nobody does. */
export function failed(object: ResolvedObject, error: BpfLinkerError): Linked {
  const dependencies = [...new Set([...inputFiles(object), ...error.dependencies])]
  const trees = object.inputs.flatMap((input) => (isCrate(input) ? path.join(input.crate, 'src') : []))
  return { error, dependencies, absent: [], trees, failed: true }
}
