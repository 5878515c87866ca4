import { basename } from 'node:path'
import { relativeTo } from './project_files.ts'
import { typesFileOfSource } from './type_files.ts'
import type { ObjectSettings, ResolvedConfig, ResolvedObject } from './types.ts'

/**
 * The object of one source that the config does not name, as when a module imports `./probe.bpf.c`: the top level's
 * options and profile.
 * @param file Absolute.
 * @param settings Those of another profile than the config's; the object's id and file then have its name.
 */
export function objectOfSource(config: ResolvedConfig, file: string, settings?: ObjectSettings): ResolvedObject {
  const { profile, link: given } = settings ?? config.defaults
  const name = basename(file).replace(/(\.bpf)?\.c$/, '')
  const path = relativeTo(config.root, file)
  const { dumpModule } = given
  const link = dumpModule === undefined ? given : { ...given, dumpModule: `${dumpModule}/${name}` }
  return {
    name,
    id: settings === undefined ? path : `${path}?profile=${profile.name}`,
    fileName: settings === undefined ? `${name}.bpf.o` : `${name}.${profile.name}.bpf.o`,
    inputs: [{ path: file }],
    ...(settings ?? config.defaults),
    link,
    typesFile: settings === undefined ? typesFileOfSource(config, file) : undefined,
  }
}
