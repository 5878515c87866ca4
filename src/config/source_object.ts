import { basename } from 'node:path'
import type { ResolvedConfig } from '../settings/config.ts'
import type { ObjectSettings, ResolvedObject } from '../settings/object.ts'
import { relativeTo } from './project_files.ts'
import { ownerOf, typesFileOfSource } from './type_files.ts'

/**
 * The object of one source that the config does not name, as when a module imports `./probe.bpf.c`: the top level's
 * options and profile. Where the file beside the source is an object's, what a module gets from the import is what that
 * file promises: the object's `types` and `events`.
 * @param file Absolute.
 * @param settings Those of another profile than the config's; the object's id and file then have its name.
 */
export function objectOfSource(config: ResolvedConfig, file: string, settings?: ObjectSettings): ResolvedObject {
  const base = settings ?? config.defaults
  const { profile, link: given } = base
  const { types, events } = ownerOf(config, file) ?? base
  const name = basename(file).replace(/(\.bpf)?\.c$/, '')
  const path = relativeTo(config.root, file)
  const { dumpModule } = given
  const link = dumpModule === undefined ? given : { ...given, dumpModule: `${dumpModule}/${name}` }
  return {
    name,
    id: settings === undefined ? path : `${path}?profile=${profile.name}`,
    fileName: settings === undefined ? `${name}.bpf.o` : `${name}.${profile.name}.bpf.o`,
    inputs: [{ path: file }],
    ...base,
    link,
    types,
    events,
    typesFile: settings === undefined ? typesFileOfSource(config, file) : undefined,
  }
}
