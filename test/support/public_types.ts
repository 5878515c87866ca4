/**
 * The types that a signature of the package shows to its users, found in its declarations. TypeScript 7 has no compiler
 * API, and `isolatedDeclarations` makes one needless: all types stand in the text.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseAst } from 'rolldown/parseAst'

/** What is of interest of an ESTree node. */
interface Node {
  type: string
  [key: string]: unknown
}

/** Where a name comes from: a declaration of the file, or a name of another. */
type Origin = { file: string; name: string }

interface DeclarationFile {
  /** Local name → what declares it; functions may have several. */
  declarations: Map<string, Node[]>
  imports: Map<string, Origin | 'package'>
  exports: Map<string, Origin>
  /** Files of `export * from`. */
  stars: string[]
}

interface Specifier {
  local: { name: string }
  imported?: { name: string }
  /** Without a name: `'module.exports'`. */
  exported: { name?: string }
}

export interface Missing {
  /** The type that has no public name. */
  type: string
  /** From an export to it. */
  path: string
}

/** Reads `.d.ts` files of one folder. */
export class PublicTypes {
  readonly #files = new Map<string, DeclarationFile>()

  /** The names that a module exports → their declarations, as `file#name`. */
  exportsOf(file: string): Map<string, string> {
    const found = new Map<string, string>()
    const { exports, stars } = this.#read(file)
    for (const name of exports.keys()) {
      const id = this.#idOf({ file, name })
      if (id !== undefined) found.set(name, id)
    }
    for (const star of stars) for (const [name, id] of this.exportsOf(star)) found.set(name, id)
    return found
  }

  /** What the exports of a module show, at any depth, and `named` has not. */
  missing(file: string, named: ReadonlySet<string>): Missing[] {
    const seen = new Set<string>()
    const missing: Missing[] = []
    const visit = (id: string, trail: readonly string[]): void => {
      if (seen.has(id)) return
      seen.add(id)
      // A value whose type is asked for (`typeof CODES`) needs no name.
      if (!named.has(id) && !this.#isVariable(id)) missing.push({ type: nameOf(id), path: trail.join(' → ') })
      for (const next of this.#shownBy(id)) visit(next, [...trail, nameOf(next)])
    }
    for (const [name, id] of this.exportsOf(file)) {
      seen.add(id)
      for (const next of this.#shownBy(id)) visit(next, [name, nameOf(next)])
    }
    return missing
  }

  /** The packages that a declaration file names, by itself or in what it imports. */
  packagesOf(file: string, seen: Set<string> = new Set()): Set<string> {
    const packages = new Set<string>()
    if (seen.has(file)) return packages
    seen.add(file)
    for (const { specifier } of sourcesIn(readFileSync(file, 'utf8'), file)) {
      if (!specifier.startsWith('.')) packages.add(specifier)
      else for (const one of this.packagesOf(besideOf(file, specifier), seen)) packages.add(one)
    }
    return packages
  }

  #declarationsOf(id: string): Node[] {
    const [file = '', name = ''] = id.split('#')
    return this.#read(file).declarations.get(name) ?? []
  }

  #isVariable(id: string): boolean {
    return this.#declarationsOf(id).every(({ type }) => type === 'VariableDeclarator')
  }

  #shownBy(id: string): string[] {
    const [file = ''] = id.split('#')
    return this.#declarationsOf(id)
      .flatMap((node) => [...namesIn(node)])
      .flatMap((local) => this.#idOf({ file, name: local }, true) ?? [])
  }

  /** `local`: the name is one that the file uses, else one that it exports. */
  #idOf({ file, name }: Origin, local = false): string | undefined {
    const { declarations, imports, exports, stars } = this.#read(file)
    if (local) {
      if (declarations.has(name)) return `${file}#${name}`
      const from = imports.get(name)
      return from === undefined || from === 'package' ? undefined : this.#idOf(from)
    }
    const origin = exports.get(name)
    if (origin !== undefined) return origin.file === file ? this.#idOf(origin, true) : this.#idOf(origin)
    for (const star of stars) {
      const id = this.#idOf({ file: star, name })
      if (id !== undefined) return id
    }
    return undefined
  }

  #read(file: string): DeclarationFile {
    const known = this.#files.get(file)
    if (known !== undefined) return known
    const read = readDeclarations(file)
    this.#files.set(file, read)
    return read
  }
}

function nameOf(id: string): string {
  return id.slice(id.indexOf('#') + 1)
}

function besideOf(file: string, specifier: string): string {
  return path
    .resolve(path.dirname(file), specifier)
    .replace(/\.js$/, '.d.ts')
    .replace(/(?<!\.d)\.ts$/, '.d.ts')
}

function bodyOf(text: string, file: string): Node[] {
  return parseAst(text, { lang: 'dts' }, file).body as unknown as Node[]
}

function sourcesIn(text: string, file: string): { specifier: string; node: Node }[] {
  return bodyOf(text, file).flatMap((node) => {
    const source = node.source as { value?: unknown } | null | undefined
    return typeof source?.value === 'string' ? [{ specifier: source.value, node }] : []
  })
}

function readDeclarations(file: string): DeclarationFile {
  const read: DeclarationFile = { declarations: new Map(), imports: new Map(), exports: new Map(), stars: [] }
  for (const node of bodyOf(readFileSync(file, 'utf8'), file)) {
    const source = (node.source as { value: string } | null | undefined)?.value
    const from = source?.startsWith('.') ? besideOf(file, source) : undefined
    const specifiers = (node.specifiers ?? []) as Specifier[]
    if (node.type === 'ImportDeclaration') {
      for (const { local, imported } of specifiers)
        read.imports.set(local.name, from === undefined ? 'package' : { file: from, name: imported?.name ?? 'default' })
    } else if (node.type === 'ExportAllDeclaration') {
      if (from !== undefined) read.stars.push(from)
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const { local, exported } of specifiers)
        if (exported.name !== undefined) read.exports.set(exported.name, { file: from ?? file, name: local.name })
      for (const name of declare(read, node.declaration as Node | null)) read.exports.set(name, { file, name })
    } else {
      declare(read, node)
    }
  }
  return read
}

/** Takes a declaration in; its names. */
function declare({ declarations }: DeclarationFile, node: Node | null): string[] {
  const add = (name: string, declaration: Node): string => {
    declarations.set(name, [...(declarations.get(name) ?? []), declaration])
    return name
  }
  if (node?.type === 'VariableDeclaration') {
    return (node.declarations as (Node & { id: Node & { name: string } })[]).map((one) => add(one.id.name, one))
  }
  const { name } = (node?.id ?? {}) as { name?: string }
  return node === null || name === undefined ? [] : [add(name, node)]
}

/** The names of types, and of values whose types are asked for, in a declaration. Its own parameters are not among them. */
function namesIn(declaration: Node): Set<string> {
  const names = new Set<string>()
  const parameters = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const node = value as Node
    if (node.type === 'TSTypeParameter') parameters.add((node.name as { name: string }).name)
    // What a class keeps to itself has no type in its declarations, but for `#private`.
    if (node.accessibility === 'private') return
    const reference = { TSTypeReference: 'typeName', TSTypeQuery: 'exprName', TSInterfaceHeritage: 'expression' }[
      node.type
    ]
    if (reference !== undefined) names.add(leftmost(node[reference] as Node))
    if (node.type === 'TSClassImplements') names.add(leftmost(node.expression as Node))
    if (node.type === 'ClassDeclaration' && node.superClass) names.add(leftmost(node.superClass as Node))
    for (const child of Object.values(node)) visit(child)
  }
  visit(declaration)
  return new Set([...names].filter((name) => !parameters.has(name)))
}

function leftmost(node: Node): string {
  return node.type === 'TSQualifiedName' ? leftmost(node.left as Node) : (node.name as string)
}
