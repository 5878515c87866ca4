/** TypeScript's syntax tree, and which declaration a name means. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'rolldown/utils'

/** What it has besides depends on `type`. */
export interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

/** A way into a value: a key, a place, or every one. */
export type Step = string | number | typeof EVERY
export const EVERY: unique symbol = Symbol('every')

/** Where a name has its value from. */
export type Binding =
  | { kind: 'value'; node: Node; steps: Step[] }
  | { kind: 'parameter'; fn: Node; index: number; steps: Step[] }
  | { kind: 'import'; from: string; name: string }
  /** A loop's number, a caught error, a parameter of a type alone. */
  | { kind: 'unknown' }

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

export const isFunction = ({ type }: Node): boolean => FUNCTIONS.has(type)

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

export function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode))
}

/** Of an identifier, a key or a literal. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal') return String(node.value)
  return node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? String(node.name) : undefined
}

/** What a function can return, the arrow's expression or the returns of its own. */
export function returnsOf(fn: Node): Node[] {
  const body = fn.body as Node | null
  if (body === null) return []
  return body.type === 'BlockStatement' ? returnsIn(body) : [body]
}

function returnsIn(node: Node): Node[] {
  if (node.type === 'ReturnStatement') return node.argument === null ? [] : [node.argument as Node]
  return isFunction(node) ? [] : childrenOf(node).flatMap(returnsIn)
}

/** The modules of a program. */
export class Syntax {
  readonly #modules = new Map<string, { text: string; root: Node }>()
  readonly #parents = new Map<Node, Node>()
  readonly #files = new Map<Node, string>()

  constructor(files: readonly string[], root: string) {
    for (const file of files) {
      const text = readFileSync(path.join(root, file), 'utf8')
      const { program, errors } = parseSync(file, text)
      if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`)
      const module = program as unknown as Node
      this.#modules.set(file, { text, root: module })
      this.#index(module, file)
    }
  }

  #index(node: Node, file: string): void {
    this.#files.set(node, file)
    for (const child of childrenOf(node)) {
      this.#parents.set(child, node)
      this.#index(child, file)
    }
  }

  nodes(): IterableIterator<Node> {
    return this.#files.keys()
  }

  parentOf(node: Node): Node | undefined {
    return this.#parents.get(node)
  }

  fileOf(node: Node): string {
    return this.#files.get(node) ?? ''
  }

  /** `src/x.ts:12` */
  placeOf(node: Node): string {
    const file = this.fileOf(node)
    return `${file}:${this.#modules.get(file)?.text.slice(0, node.start).split('\n').length}`
  }

  /** Undefined for what no module declares, such as `undefined` and `Number`. */
  bindingOf(identifier: Node): Binding | undefined {
    const name = String(identifier.name)
    for (let at = this.parentOf(identifier); at !== undefined; at = this.parentOf(at)) {
      const found = isFunction(at) ? parameterOf(at, name) : declaredIn(at, name)
      if (found === undefined) continue
      if (found.kind !== 'import') return found
      const file = path.join(path.dirname(this.fileOf(identifier)), found.from)
      const module = this.#modules.get(file)
      return module === undefined ? { kind: 'unknown' } : declaredIn(module.root, found.name)
    }
    return undefined
  }
}

function parameterOf(fn: Node, name: string): Binding | undefined {
  for (const [index, parameter] of (fn.params as Node[]).entries()) {
    const steps = stepsTo(parameter, name)
    if (steps !== undefined) return { kind: 'parameter', fn, index, steps }
  }
  return undefined
}

/** What a block, a module, a loop or a catch clause declares by that name. */
function declaredIn(scope: Node, name: string): Binding | undefined {
  if (scope.type === 'CatchClause') {
    return stepsTo(scope.param as Node | null, name) === undefined ? undefined : { kind: 'unknown' }
  }
  if (scope.type === 'ForOfStatement') return declaredBy(scope.left as Node, name, scope.right as Node)
  const body = Array.isArray(scope.body) ? (scope.body as Node[]) : []
  for (const statement of [scope.init, ...body].filter(isNode)) {
    const found = declaredBy(statement, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** `each`: of a loop, what it goes through. */
function declaredBy(statement: Node, name: string, each?: Node): Binding | undefined {
  const declaration = (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement) as Node | null
  if (declaration?.type === 'FunctionDeclaration' && nameOf(declaration.id) === name) {
    return { kind: 'value', node: declaration, steps: [] }
  }
  if (declaration?.type === 'ImportDeclaration') {
    const own = (declaration.specifiers as Node[]).find(({ local }) => nameOf(local) === name)
    const from = String((declaration.source as Node).value)
    return own && { kind: 'import', from, name: nameOf(own.imported) ?? name }
  }
  if (declaration?.type !== 'VariableDeclaration') return undefined
  for (const { id, init } of declaration.declarations as { id: Node; init: Node | null }[]) {
    const steps = stepsTo(id, name)
    if (steps === undefined) continue
    const value = each ?? init
    return value === null
      ? { kind: 'unknown' }
      : { kind: 'value', node: value, steps: each === undefined ? steps : [EVERY, ...steps] }
  }
  return undefined
}

/** The way to a name that a pattern binds; empty where the pattern is the name. */
function stepsTo(pattern: Node | null, name: string): Step[] | undefined {
  if (pattern === null) return undefined
  switch (pattern.type) {
    case 'Identifier':
      return pattern.name === name ? [] : undefined
    case 'AssignmentPattern':
      return stepsTo(pattern.left as Node, name)
    case 'ArrayPattern': {
      const elements = pattern.elements as (Node | null)[]
      return firstOf(elements.map((element, i) => before(i, stepsTo(element, name))))
    }
    case 'ObjectPattern': {
      const properties = (pattern.properties as Node[]).filter(({ type }) => type === 'Property')
      return firstOf(properties.map(({ key, value }) => before(nameOf(key) ?? EVERY, stepsTo(value as Node, name))))
    }
    case 'TSParameterProperty':
      return stepsTo(pattern.parameter as Node, name)
    default:
      return undefined
  }
}

const before = (step: Step, steps: Step[] | undefined): Step[] | undefined => steps && [step, ...steps]
const firstOf = (all: (Step[] | undefined)[]) => all.find((steps) => steps !== undefined)
