/**
 * The first key of an object: all that is known of it before it is linked. What
 * its headers say is the second (link_cache.ts).
 */
import { closeSync, openSync, readSync } from 'node:fs'
import path from 'node:path'
import type { InspectSettings, JobInput } from '../../settings/job.ts'
import type { ResolvedObject } from '../../settings/object.ts'
import { sha256Of, sha256OfData } from '../../sha256.ts'
import { jobOf } from '../link_object.ts'
import type { FileHashes } from './file_hashes.ts'

/** One link: an object with its crates built. */
export interface KeyedLink {
  object: ResolvedObject
  inputs: JobInput[]
  /** What the result tells of the object. */
  inspect: InspectSettings
}

/** In hex. Undefined when an input cannot be read: the link itself tells of it best. */
export function linkKey(link: KeyedLink, tool: string, hashes: Pick<FileHashes, 'hash'>): string | undefined {
  const { object, inputs, inspect } = link
  const files = [...inputPaths(link), ...filesOfArguments(object)].map((file) => [file, hashes.hash(file)] as const)
  if (inputPaths(link).some((file) => hashes.hash(file) === undefined)) return undefined
  const job = jobOf(object, [], inspect)
  return sha256OfData([tool, job, inputs.map(named), files, object.profile, object.failOnWarn])
}

/** Why the result of this link may not stand for a later one; undefined when it may. */
export function whyNotKept(link: KeyedLink): string | undefined {
  const { code, link: settings } = link.object
  if (settings.dumpModule !== undefined) return 'dumpModule writes files as well'
  if (code.cpu === 'probe') return "cpu 'probe' depends on the running kernel"
  const thin = inputPaths(link).find(isThinArchive)
  return thin && `${thin} is a thin archive, whose members are files of their own`
}

/** Bytes from memory are known by their hash. */
function named(input: JobInput): object {
  if (!('bytes' in input)) return input
  const { bytes, ...rest } = input
  return { ...rest, sha256: sha256Of(bytes) }
}

function inputPaths({ object, inputs }: KeyedLink): string[] {
  return inputs.flatMap((input) => ('path' in input ? [path.resolve(object.workingDirectory, input.path)] : []))
}

/** LLVM's own options may name files (`-inline-replay=…`), which no job reports. */
function filesOfArguments({ link, workingDirectory }: ResolvedObject): string[] {
  return link.llvmArgs.map((argument) => path.resolve(workingDirectory, argument.replace(/^[^=]*=/, '')))
}

function isThinArchive(file: string): boolean {
  if (file.endsWith('.c')) return false
  const magic = Buffer.alloc(8)
  try {
    const fd = openSync(file, 'r')
    try {
      readSync(fd, magic, 0, magic.length, 0)
    } finally {
      closeSync(fd)
    }
  } catch {
    return false
  }
  return magic.toString('latin1') === '!<thin>\n'
}
