import { basename } from 'node:path'
import { relativeTo } from './project_files.ts'
import type { ResolvedConfig, ResolvedObject } from './types.ts'

/**
 * The object of one source that the config does not name, as when a module imports `./probe.bpf.c`: the top level's
 * options and profile.
 * @param file Absolute.
 */
export function objectOfSource(config: ResolvedConfig, file: string): ResolvedObject {
  const name = basename(file).replace(/(\.bpf)?\.c$/, '')
  const id = relativeTo(config.root, file)
  const { dumpModule } = config.defaults.link
  const link =
    dumpModule === undefined ? config.defaults.link : { ...config.defaults.link, dumpModule: `${dumpModule}/${name}` }
  return { name, id, fileName: `${name}.bpf.o`, inputs: [{ path: file }], ...config.defaults, link }
}
