/** What a build writes: for who watches folders, and must not take it for a change. Pure. */
import path from 'node:path'
import { typesFilesOf } from '../config/type_files.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import { MANIFEST_NAME } from './manifest.ts'
import { artifactName } from './objects.ts'
import { isTemporaryName } from './write_file.ts'

/** Takes an absolute path; true also of the folders on the way to `outDir`, which a build makes. */
export function isOutputOf({ objects, outDir }: ResolvedConfig): (file: string) => boolean {
  const artifacts = objects.flatMap((object) => object.emit.map((kind) => artifactName(object.fileName, kind)))
  const outputs = new Set([
    ...[MANIFEST_NAME, ...artifacts].map((name) => path.join(outDir, name)),
    ...objects.flatMap(typesFilesOf),
  ])
  for (let folder = outDir; !outputs.has(folder); folder = path.dirname(folder)) outputs.add(folder)
  return (file) => outputs.has(file) || isTemporaryName(path.basename(file))
}
