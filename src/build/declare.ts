/**
 * Writes the types of an object. A file that has the same text already is left alone, so that watchers rest; one of an
 * object that fails to link stays, since a program is easier to mend with its types.
 */
import { readFileSync } from 'node:fs'
import type { ResolvedObject, TypeSettings } from '../config/types.ts'
import type { InspectSettings } from '../link/job.ts'
import type { ModuleForm } from '../types/module.ts'
import type { CheckedLink } from './gate.ts'
import { writeFileWhole } from './write_file.ts'

export interface Declaration {
  /** Absolute. */
  file: string
  text: string
}

/** What a link has to tell, so that types can be written. */
export function detailsForTypes({ types }: Pick<ResolvedObject, 'types'>): InspectSettings {
  return types === undefined ? {} : { types: true }
}

type Described = Pick<CheckedLink, 'object' | 'info' | 'requirements' | 'dependencies'>

/**
 * The types of an object that was linked with {@link detailsForTypes}; undefined where the config wants none.
 * @throws BpfLinkerError OBJECT_INVALID for types that cannot be
 */
export async function declarationOf(object: ResolvedObject, link: Described): Promise<Declaration | undefined> {
  const { types, typesFile: file } = object
  if (types === undefined || file === undefined) return undefined
  const text = file.endsWith('.d.c.ts')
    ? await textOf('declarations', object, types, link, true)
    : await textOf('typescript', object, types, link)
  return { file, text }
}

/** The JavaScript of what the declarations beside a source promise besides its bytes; empty without types. */
export async function namedExports(object: ResolvedObject, link: Described): Promise<string> {
  return object.types === undefined ? '' : textOf('javascript', object, object.types, link)
}

async function textOf(
  form: ModuleForm,
  { id, events, workingDirectory }: ResolvedObject,
  { integers, strings }: TypeSettings,
  link: Described,
  bytes = false,
): Promise<string> {
  const [{ generateModule }, { moduleText }, { layoutOfLink }, { commentsIn }, { sourceTexts }] = await Promise.all([
    import('../types/generate.ts'),
    import('../types/module.ts'),
    import('../types/layout_hash.ts'),
    import('../types/source_comments.ts'),
    import('./source_texts.ts'),
  ])
  const { info, requirements } = link
  const layout = layoutOfLink(link, events)
  const kernels = new Map(
    requirements.flatMap(({ program, kernel }) => (kernel === undefined ? [] : [[program, kernel] as const])),
  )
  const comments = form === 'javascript' ? undefined : commentsIn(sourceTexts(link.dependencies, workingDirectory))
  const options = { of: id, kernels, integers, strings, bytes, comments, events, layout, forms: [form] }
  return moduleText(generateModule(info, options), form)
}

/** Writes what is not there already; true when it did. */
export function writeDeclaration(declaration: Declaration): boolean {
  if (isCurrent(declaration)) return false
  writeFileWhole(declaration.file, declaration.text)
  return true
}

export function isCurrent({ file, text }: Declaration): boolean {
  try {
    return readFileSync(file, 'utf8') === text
  } catch {
    // Not there, or nothing that can be read: writing tells why.
    return false
  }
}
