/**
 * A resolved config → files and manifest, with every failure as data. `build()`
 * throws from it; the command line prints it; watching repeats it.
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { ResolvedConfig } from '../settings/config.ts'
import type { ResolvedObject } from '../settings/object.ts'
import type { BuiltObject, FailedObject } from './built_object.ts'
import { MANIFEST_NAME, type Manifest, makeManifest, manifestText, readManifest } from './manifest.ts'
import { buildObjects, isFailed, type ObjectOutcome, type ObjectsOptions } from './objects.ts'
import { writeFileWhole } from './write_file.ts'

export interface BuildOutcome {
  built: BuiltObject[]
  /** Nothing of these stands in `outDir`. */
  failed: FailedObject[]
  manifest: Manifest
  /** Absolute paths of every file that was read, by failed jobs too; sorted. */
  dependencies: string[]
}

/**
 * Builds `objects`, some or all of the config's.
 * @throws BpfLinkerError JOB_ABORTED, or OUTPUT_NOT_WRITABLE for the manifest
 */
export async function runBuild(
  config: ResolvedConfig,
  objects: readonly ResolvedObject[],
  options: ObjectsOptions,
): Promise<BuildOutcome> {
  return finishBuild(config, await buildObjects(objects, config, options), options.write)
}

/** The outcome of objects that were built one by one; writes the manifest. */
export function finishBuild(config: ResolvedConfig, outcomes: readonly ObjectOutcome[], write: boolean): BuildOutcome {
  const { root, outDir } = config
  const built = outcomes.filter((outcome): outcome is BuiltObject => !isFailed(outcome))
  const failed = outcomes.filter(isFailed)
  const manifest = makeManifest({
    order: config.objects.map(({ id }) => id),
    built,
    failed: failed.map(({ id }) => id),
    previous: write ? readManifest(outDir) : undefined,
    root,
    outDir,
  })
  if (write) writeManifest(manifest, outDir, built.length > 0, failed.length > 0)
  return { built, failed, manifest, dependencies: dependenciesOf(config, outcomes) }
}

/**
 * Where everything failed, only a manifest that stands is corrected: no folder
 * is made to hold nothing. One that cannot be written is worth an error of its
 * own only when the objects have none (a full disk fails both); an older one
 * does not stay, it would tell of other files.
 */
function writeManifest(manifest: Manifest, outDir: string, anything: boolean, failed: boolean): void {
  const file = path.join(outDir, MANIFEST_NAME)
  if (!anything && !existsSync(file)) return
  try {
    writeFileWhole(file, manifestText(manifest))
  } catch (error) {
    if (!statSync(file, { throwIfNoEntry: false })?.isDirectory()) rmSync(file, { force: true })
    if (!failed) throw error
  }
}

function dependenciesOf(config: ResolvedConfig, outcomes: readonly ObjectOutcome[]): string[] {
  const read = outcomes.flatMap((outcome) => (isFailed(outcome) ? outcome.error : outcome).dependencies)
  return [...new Set([...config.dependencies, ...read])].sort()
}
