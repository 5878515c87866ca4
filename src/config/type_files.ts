/**
 * Where the types of an object are written.
 *
 *     types: true        beside its source, `probe.bpf.d.c.ts`, when a C source is all that it is made of and no object
 *                        before it has that file; else beside the object, `<outDir>/<id>.bpf.ts`
 *     types: 'folder'    `<folder>/<id>.bpf.ts`
 *
 * With `virtual: true`, `<id>.virtual.d.ts` beside that file has the types of `virtual:bpf-linker/<id>`.
 *
 * A source that a module imports has `probe.bpf.d.c.ts` beside it, unless that is an object's.
 */
import { dirname, resolve } from 'node:path'
import { defined } from '../defined.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import { isCrate, type ObjectInput } from '../settings/inputs.ts'
import type { ResolvedObject, TypeSettings } from '../settings/object.ts'
import type { ObjectOptions } from '../settings/user_config.generated.ts'
import type { Origin } from './merge.ts'

/** What `types: true` means. */
export const DEFAULT_TYPES: TypeSettings = { outDir: undefined, virtual: false, integers: 'bigint', strings: 'string' }

/** The option, resolved. */
export function typesOf({
  value,
  origin,
}: {
  value: ObjectOptions['types']
  origin: Origin
}): TypeSettings | undefined {
  if (value === undefined || value === false) return undefined
  const options = typeof value === 'object' ? value : typeof value === 'string' ? { outDir: value } : {}
  const { outDir } = options
  return {
    ...DEFAULT_TYPES,
    ...defined(options),
    outDir: outDir === undefined ? undefined : resolve(origin.writeTo, outDir),
  }
}

/** Gives each object with types its file. */
export function withTypesFiles(objects: readonly ResolvedObject[], outDir: string): ResolvedObject[] {
  const taken = new Set<string>()
  return objects.map((object) => {
    if (object.types === undefined) return object
    const name = object.fileName.replace(/\.o$/, '.ts')
    const source = object.types.outDir === undefined ? onlySource(object) : undefined
    const beside = source === undefined ? undefined : besideSource(source)
    const typesFile = beside === undefined || taken.has(beside) ? resolve(object.types.outDir ?? outDir, name) : beside
    taken.add(typesFile)
    return { ...object, typesFile }
  })
}

/** The file for a source that a module imports; undefined where an object has it, or the config wants no types. */
export function typesFileOfSource(config: ResolvedConfig, file: string): string | undefined {
  return config.defaults.types === undefined || ownerOf(config, file) !== undefined ? undefined : besideSource(file)
}

/** The files of an object's types: of its module, then of its `virtual:` import. */
export function typesFilesOf({ id, types, typesFile }: ResolvedObject): string[] {
  if (types === undefined || typesFile === undefined) return []
  return types.virtual ? [typesFile, resolve(dirname(typesFile), `${id}.virtual.d.ts`)] : [typesFile]
}

/** The object whose types stand beside a source. */
export function ownerOf({ objects }: ResolvedConfig, file: string): ResolvedObject | undefined {
  const beside = besideSource(file)
  return objects.find(({ typesFile }) => typesFile === beside)
}

/** `probe.bpf.c` → `probe.bpf.d.c.ts`: where TypeScript looks for the types of an import of it. */
function besideSource(file: string): string {
  return file.replace(/\.c$/, '.d.c.ts')
}

function onlySource({ inputs, workingDirectory }: ResolvedObject): string | undefined {
  const [input, ...more] = inputs
  return input !== undefined && more.length === 0 ? sourceOf(input, workingDirectory) : undefined
}

function sourceOf(input: ObjectInput, folder: string): string | undefined {
  return !isCrate(input) && 'path' in input && input.path.endsWith('.c') ? resolve(folder, input.path) : undefined
}
