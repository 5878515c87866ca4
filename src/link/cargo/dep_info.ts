/**
 * The dep-info file that cargo puts beside an artifact (`probe.d`): every
 * source of the crate and of its path dependencies, what `include_str!` and the
 * like name, build scripts and what they ask to be run again for. Pure.
 */
import path from 'node:path'

/** Where the dep-info of an artifact is: `probe` → `probe.d`, `libprobe.so` → `libprobe.d`. */
export function depInfoFile(artifact: string): string {
  const { dir, name } = path.parse(artifact)
  return path.join(dir, `${name}.d`)
}

/**
 * The files behind the colon, absolute.
 * @param folder Where relative ones start
 */
export function parseDepInfo(text: string, folder: string): string[] {
  const [line = ''] = text.split('\n')
  const colon = line.indexOf(': ')
  if (colon === -1) return []
  // A space in a name is escaped; nothing else is.
  const names = line.slice(colon + 2).match(/(?:\\ |[^ \r])+/g) ?? []
  return names.map((name) => path.resolve(folder, name.replaceAll('\\ ', ' ')))
}
