/**
 * Writes the types of an object. A file that has the same text already is left alone, so that watchers rest; one of an
 * object that fails to link stays, since a program is easier to mend with its types.
 */
import { readFileSync } from 'node:fs'
import type * as codegenModule from '../codegen/module.ts'
import type { GeneratedModule, ModuleForm } from '../codegen/module.ts'
import { typesFilesOf } from '../config/type_files.ts'
import type { InspectSettings } from '../settings/job.ts'
import type { ResolvedObject, TypeSettings } from '../settings/object.ts'
import type { LinkResult } from './link_result.ts'
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

type Described = Pick<LinkResult, 'bytes' | 'info' | 'requirements' | 'dependencies'>

/**
 * The files of types of an object that was linked with {@link detailsForTypes}; none where the config wants none.
 * @throws BpfLinkerError OBJECT_INVALID for types that cannot be
 */
export async function declarationsOf(object: ResolvedObject, link: Described): Promise<Declaration[]> {
  const { id, types } = object
  const [file, virtualFile] = typesFilesOf(object)
  if (types === undefined || file === undefined) return []
  const [{ moduleText, ambientText }, generate] = await generatorFor(object, types, link)
  const text = file.endsWith('.d.c.ts')
    ? moduleText(generate('declarations', true), 'declarations')
    : moduleText(generate('typescript'), 'typescript')
  if (virtualFile === undefined) return [{ file, text }]
  const ambient = ambientText(generate('declarations', true), `virtual:bpf-linker/${id}`)
  return [
    { file, text },
    { file: virtualFile, text: ambient },
  ]
}

/**
 * The JavaScript of what the declarations of an import promise besides its bytes; empty without any.
 * @param imported by its source, or as `virtual:bpf-linker/<id>`
 */
export async function namedExports(
  object: ResolvedObject,
  link: Described,
  imported: 'source' | 'object',
): Promise<string> {
  const { types } = object
  if (types === undefined || (imported === 'object' && !types.virtual)) return ''
  const [{ moduleText }, generate] = await generatorFor(object, types, link)
  return moduleText(generate('javascript'), 'javascript')
}

type Generate = (form: ModuleForm, bytes?: boolean) => GeneratedModule

async function generatorFor(
  { id, events, workingDirectory }: ResolvedObject,
  { integers, strings }: TypeSettings,
  link: Described,
): Promise<[typeof codegenModule, Generate]> {
  const [{ generateModule }, module, { layoutOfLink }, { commentsIn }, { sourceTexts }] = await Promise.all([
    import('../codegen/generate.ts'),
    import('../codegen/module.ts'),
    import('../codegen/layout_hash.ts'),
    import('../codegen/source_comments.ts'),
    import('./source_texts.ts'),
  ])
  const { info, requirements } = link
  const layout = layoutOfLink(link, events)
  const kernels = new Map(
    requirements.flatMap(({ program, kernel }) => (kernel === undefined ? [] : [[program, kernel] as const])),
  )
  const generate: Generate = (form, bytes = false) => {
    const comments = form === 'javascript' ? undefined : commentsIn(sourceTexts(link.dependencies, workingDirectory))
    const options = { of: id, kernels, integers, strings, bytes, comments, events, layout, forms: [form] }
    return generateModule(info, options)
  }
  return [module, generate]
}

export function writeDeclarations(declarations: readonly Declaration[]): void {
  for (const declaration of declarations) writeDeclaration(declaration)
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
    // It is not there or cannot be read; writing will tell why.
    return false
  }
}
