/** What a link comes to, as the bundlers' hooks see it. A failed link is a result like another. */
import type { LinkResult } from '../engine/link_result.ts'
import type { ObjectMeta } from '../engine/meta.ts'
import type { BpfLinkerError, Diagnostic } from '../errors.ts'
import type { Remember } from '../link/cache/link_cache.ts'
import type { SummaryRow } from '../report/table.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { Linked } from '../watch/object_reads.ts'
import { asBpfLinkerError } from './link_errors.ts'
import type { ObjectSource } from './objects.ts'

interface Identity {
  name: string
  /** The object's id. */
  id: string
  /** The profile's name. */
  profileName: string
}

/** One linked object. */
export interface Built extends Identity {
  error?: undefined
  /** `probe.bpf.o`: an asset's name, without a folder or a hash. */
  fileName: string
  /** The whole of its buffer. */
  bytes: Uint8Array<ArrayBuffer>
  warnings: Diagnostic[]
  /** Absolute paths of what it was made from: sources, headers, config files. */
  dependencies: string[]
  /** Absolute paths where headers, or a config, were looked for in vain: a file that appears there may change it. */
  absent: string[]
  /** For the bundler's report. */
  summary: () => Promise<SummaryRow>
  /** Made when it is first asked for. @throws BpfLinkerError */
  meta: () => Promise<ObjectMeta>
  /** JavaScript: what a module of its bytes exports besides, where the config wants types. */
  namedExports: (imported: 'source' | 'object') => Promise<string>
}

export interface Failed {
  error: BpfLinkerError
  /** Absolute paths of what was read before it failed: a change of one of them may mend it. */
  dependencies: string[]
}

export type LinkOutcome = Built | (Failed & Identity)
/** Or there was no object to be linked. */
export type Outcome = Built | Failed

/** Writes the object's types, too. Only mistakes in this program are thrown. */
export async function outcomeOf(
  object: ResolvedObject,
  { result, error, dependencies }: Linked,
  source: ObjectSource,
  remember: Remember,
): Promise<LinkOutcome> {
  try {
    if (result === undefined) throw error
    const { declarationsOf, writeDeclarations } = await import('../engine/declare.ts')
    writeDeclarations(await declarationsOf(object, result))
    return builtOf(object, result, source, remember)
  } catch (thrown) {
    return { ...identityOf(object), ...failed(thrown, dependencies, source.dependencies) }
  }
}

function builtOf(object: ResolvedObject, result: LinkResult, source: ObjectSource, remember: Remember): Built {
  let meta: Promise<ObjectMeta> | undefined
  return {
    ...identityOf(object),
    fileName: object.fileName,
    bytes: result.bytes,
    warnings: result.diagnostics.filter((d) => d.severity === 'warning'),
    dependencies: union(result.dependencies, source.dependencies),
    absent: union(result.absent, source.absent),
    async summary() {
      const { summaryOf } = await import('../engine/summary.ts')
      return { object: object.fileName, profileName: object.profile.name, made: summaryOf(result) }
    },
    meta() {
      meta ??= import('../engine/meta.ts').then(({ metaOf }) => metaOf(object, result, remember))
      return meta
    },
    async namedExports(imported) {
      const { namedExports } = await import('../engine/declare.ts')
      return namedExports(object, result, imported)
    },
  }
}

function identityOf({ name, id, profile }: ResolvedObject): Identity {
  return { name, id, profileName: profile.name }
}

/** @throws what is no error of this package */
export function failed(thrown: unknown, ...dependencies: (readonly string[])[]): Failed {
  const error = asBpfLinkerError(thrown)
  return { error, dependencies: union(error.dependencies, ...dependencies) }
}

/** An outcome from before the config was loaded again depends on the files of the config as it is now. */
export function withConfig<O extends LinkOutcome>(outcome: O, source: ObjectSource): O {
  const dependencies = union(outcome.dependencies, source.dependencies)
  if (outcome.error !== undefined) return { ...outcome, dependencies }
  return { ...outcome, dependencies, absent: union(outcome.absent, source.absent) }
}

export function union(...lists: (readonly string[])[]): string[] {
  return [...new Set(lists.flat())]
}
