/**
 * A generated module, as data, and the texts that are made of it:
 *
 *     declarations   probe.bpf.d.c.ts: types, and `export declare const` of every value
 *     typescript     probe.bpf.ts: types and values, for `import … from './probe.bpf.ts'`
 *     javascript     what a bundler loads for `import … from './probe.bpf.c'`: values without types
 *
 *     ambient        the declarations of a module that is no file: `virtual:bpf-linker/probe`
 *
 * All have the same names with the same types, so what a declaration promises is there at run time. Values are
 * JavaScript text that is right under the type that stands before it (`const event: Codec<event> = { decode(view) { … } }`
 * needs no types of its own). Each is a constant without side effects, which bundlers drop when nothing uses it.
 */

export type ModulePart =
  /** TypeScript that leaves no trace at run time: interfaces, type aliases. */
  | { kind: 'types'; text: string }
  /** An exported constant. */
  | { kind: 'constant'; name: string; type: string; value: string; comment?: readonly string[] }
  /** A function or constant that only values of this module use. */
  | { kind: 'private'; javascript: string; typescript: string }

export interface ModuleImport {
  from: string
  /** Names of values. */
  values?: readonly string[]
  /** Names of types. */
  types?: readonly string[]
}

export interface GeneratedModule {
  /** What the file is of, for its first lines. */
  comment: readonly string[]
  imports: readonly ModuleImport[]
  parts: readonly ModulePart[]
}

export type ModuleForm = 'declarations' | 'typescript' | 'javascript'

/** The text of a module; equal modules give equal texts. */
export function moduleText({ comment, imports, parts }: GeneratedModule, form: ModuleForm): string {
  const heads = imports.flatMap((each) => importLines(each, form))
  const blocks = [
    // Linters and formatters have nothing to say about what a machine writes anew each time.
    ...(form === 'javascript' ? [] : [`/* eslint-disable */\n${docComment(comment)}`.trimEnd()]),
    ...(heads.length === 0 ? [] : [heads.join('\n')]),
    ...parts.flatMap((part) => partText(part, form) ?? []),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** The declarations of a module of that name, which is no file. */
export function ambientText(module: GeneratedModule, name: string): string {
  // In a declaration, all is declared.
  const inner = moduleText(module, 'declarations').replace(/^(export )?declare /gm, '$1')
  const lines = inner.trimEnd().split('\n')
  return [`declare module '${name}' {`, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), '}', ''].join('\n')
}

function importLines({ from, values = [], types = [] }: ModuleImport, form: ModuleForm): string[] {
  const lines: string[] = []
  if (values.length > 0 && form !== 'declarations') lines.push(`import { ${values.join(', ')} } from '${from}'`)
  if (types.length > 0 && form !== 'javascript') lines.push(`import type { ${types.join(', ')} } from '${from}'`)
  return lines
}

function partText(part: ModulePart, form: ModuleForm): string | undefined {
  switch (part.kind) {
    case 'types':
      return form === 'javascript' ? undefined : part.text
    case 'private':
      return form === 'declarations' ? undefined : part[form]
    case 'constant': {
      const { name, type, value, comment = [] } = part
      if (form === 'javascript') return `export const ${name} = ${value}`
      const text =
        form === 'declarations' ? `export declare const ${name}: ${type}` : `export const ${name}: ${type} = ${value}`
      return docComment(comment) + text
    }
  }
}

/** What ends a comment or a line. */
const UNSAFE = /\*\/|[\r\n\u2028\u2029]|\s$/

function safe(line: string): string {
  if (!UNSAFE.test(line)) return line
  return line
    .replaceAll('*/', '*\\/')
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .trimEnd()
}

/** A `/** … *\/` comment with its line end, whatever the text has in it; empty for no text. */
export function docComment(lines: readonly string[], indent = ''): string {
  const [first] = lines
  if (first === undefined) return ''
  if (lines.length === 1) return `${indent}/** ${safe(first)} */\n`
  const inner = lines.map((line) => `${indent} *${line === '' ? '' : ' '}${safe(line)}\n`).join('')
  return `${indent}/**\n${inner}${indent} */\n`
}
