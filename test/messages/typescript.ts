/**
 * All that TypeScript code can say, found in its source: the message of each `new BpfLinkerError()` and whatever is put
 * under a key `message` or `hint`, followed back through variables, parameters, tables and functions to the literals.
 */
import { HOLE, type Saying } from './style.ts'
import { type Binding, EVERY, isFunction, type Node, nameOf, returnsOf, type Step, Syntax } from './syntax.ts'

export interface Collected {
  sayings: Saying[]
  /** Where each code of an error or a diagnostic is written down. */
  codes: Map<string, string[]>
}

/** More alternatives of one text than this are not told apart. */
const MANY = 64

/** @param files relative to `root` */
export function collectTypeScript(files: readonly string[], root: string, codes: readonly string[]): Collected {
  return new Collector(new Syntax(files, root), new Set(codes)).run()
}

class Collector {
  readonly #syntax: Syntax
  readonly #known: ReadonlySet<string>
  /** By the last name of what is called. */
  readonly #calls = new Map<string, Node[]>()
  /** What is being looked at: recursion ends there. */
  readonly #active = new Set<Node>()
  readonly #found = new Map<Node, Node[]>()
  readonly #reading = new Set<Node>()
  readonly #read = new Map<Node, Map<string, string>>()
  readonly #strangers = new Map<Node, Node>()
  /** How often recursion has ended: what was found meanwhile is not all. */
  #cuts = 0
  readonly #result: Collected = { sayings: [], codes: new Map() }

  constructor(syntax: Syntax, known: ReadonlySet<string>) {
    this.#syntax = syntax
    this.#known = known
    for (const node of syntax.nodes()) {
      const name = node.type === 'CallExpression' ? calledName(node) : undefined
      if (name !== undefined) this.#calls.set(name, [...(this.#calls.get(name) ?? []), node])
    }
  }

  run(): Collected {
    for (const node of this.#syntax.nodes()) this.#visit(node)
    return this.#result
  }

  #visit(node: Node): void {
    if (node.type === 'NewExpression' && nameOf(node.callee) === 'BpfLinkerError') {
      const [, message] = node.arguments as Node[]
      if (message !== undefined) this.#say('message', message)
    } else if (node.type === 'Property' && this.#syntax.parentOf(node)?.type === 'ObjectExpression') {
      const key = nameOf(node.key)
      if (key === 'hint') this.#say('hint', node.value as Node)
      if (key === 'message') this.#say(this.#isOfNote(node) ? 'note' : 'message', node.value as Node)
    } else if (node.type === 'Literal' && typeof node.value === 'string' && this.#known.has(node.value)) {
      const { codes } = this.#result
      codes.set(node.value, [...(codes.get(node.value) ?? []), this.#syntax.placeOf(node)])
    }
  }

  #isOfNote(property: Node): boolean {
    const { properties } = this.#syntax.parentOf(property) as Node
    return (properties as Node[]).some(
      ({ key, value }) => nameOf(key) === 'severity' && (value as Node | undefined)?.value === 'note',
    )
  }

  #say(kind: Saying['kind'], node: Node): void {
    for (const [text, at] of this.#texts(node)) {
      // Nothing; or all of it from elsewhere: another tool's words, or a saying that is seen by itself.
      if (text !== '' && text !== HOLE) this.#result.sayings.push({ kind, text, at })
    }
  }

  /** What an expression can be as a text, and where that is written. */
  #texts(node: Node): Map<string, string> {
    const known = this.#read.get(node)
    if (known !== undefined) return known
    if (this.#reading.has(node)) {
      this.#cuts++
      return new Map()
    }
    const cuts = this.#cuts
    this.#reading.add(node)
    const all = new Map<string, string>()
    for (const value of this.#values(node)) {
      for (const [text, at] of this.#textsOf(value)) if (all.size < MANY && !all.has(text)) all.set(text, at)
    }
    this.#reading.delete(node)
    if (this.#cuts === cuts || this.#reading.size === 0) this.#read.set(node, all)
    return all
  }

  *#textsOf(value: Node): Iterable<[text: string, at: string]> {
    switch (value.type) {
      case 'Literal':
        if (typeof value.value === 'string') yield [value.value, this.#syntax.placeOf(value)]
        else if (value.value !== null) yield [HOLE, this.#syntax.placeOf(value)]
        return
      case 'TemplateLiteral':
        yield* this.#joined(this.#partsOf(value))
        return
      case 'BinaryExpression':
        if (value.operator === '+') yield* this.#joined([value.left as Node, value.right as Node])
        return
      case 'ArrayExpression':
        for (const element of value.elements as (Node | null)[]) if (element !== null) yield* this.#texts(element)
        return
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        for (const returned of returnsOf(value)) yield* this.#texts(returned)
        return
      case 'Identifier':
        return
      default:
        yield [HOLE, this.#syntax.placeOf((value.of as Node | undefined) ?? value)]
    }
  }

  #partsOf({ quasis, expressions }: Node): (Node | [text: string, at: string])[] {
    return (quasis as Node[]).flatMap((quasi, i) => {
      const text: [string, string] = [(quasi.value as { cooked: string }).cooked, this.#syntax.placeOf(quasi)]
      const expression = (expressions as Node[])[i]
      return expression === undefined ? [text] : [text, expression]
    })
  }

  #joined(parts: (Node | [text: string, at: string])[]): Map<string, string> {
    let all = new Map([['', '']])
    for (const part of parts) {
      const found = Array.isArray(part) ? new Map([part]) : this.#texts(part)
      const pieces = found.size > 0 ? found : new Map([[HOLE, '']])
      const longer = new Map<string, string>()
      for (const [text, at] of all) {
        for (const [piece, pieceAt] of pieces) longer.set(text + piece, text === '' ? pieceAt : at)
      }
      all = new Map([...longer].slice(0, MANY))
    }
    return all
  }

  /** What an expression can be: literals, functions, and what this reader does not look into. */
  #values(node: Node): Node[] {
    const known = this.#found.get(node)
    if (known !== undefined) return known
    if (this.#active.has(node)) {
      this.#cuts++
      return []
    }
    const cuts = this.#cuts
    this.#active.add(node)
    const all = [...new Set(this.#followed(node))]
    this.#active.delete(node)
    if (this.#cuts === cuts || this.#active.size === 0) this.#found.set(node, all)
    return all
  }

  *#followed(node: Node): Iterable<Node> {
    const child = (key: string) => node[key] as Node
    switch (node.type) {
      case 'ConditionalExpression':
        yield* this.#values(child('consequent'))
        yield* this.#values(child('alternate'))
        break
      case 'LogicalExpression':
        yield* this.#values(child('left'))
        yield* this.#values(child('right'))
        break
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'ChainExpression':
        yield* this.#values(child('expression'))
        break
      case 'AwaitExpression':
      case 'SpreadElement':
        yield* this.#values(child('argument'))
        break
      case 'Identifier':
        yield* this.#valuesOfName(node)
        break
      case 'MemberExpression':
        yield* this.#picked(this.#values(child('object')), [stepOf(node)])
        break
      case 'CallExpression':
        yield* this.#returned(node)
        break
      default:
        yield node
    }
  }

  *#valuesOfName(node: Node): Iterable<Node> {
    const binding = this.#syntax.bindingOf(node)
    if (binding?.kind === 'value') yield* this.#picked(this.#values(binding.node), binding.steps)
    else if (binding?.kind === 'parameter') yield* this.#passed(binding)
    else if (node.name !== 'undefined') yield this.#unknown(node)
  }

  /** What lies behind keys and places of values. */
  *#picked(values: Iterable<Node>, [step, ...rest]: Step[]): Iterable<Node> {
    if (step === undefined) {
      yield* values
      return
    }
    for (const value of values) {
      const inside = itemsOf(value, step)
      if (inside === undefined) yield this.#unknown(value)
      else for (const item of inside) yield* this.#picked(this.#values(item), rest)
    }
  }

  /** What callers give for a parameter. */
  *#passed({ fn, index, steps }: Extract<Binding, { kind: 'parameter' }>): Iterable<Node> {
    const calls = this.#calls.get(this.#nameOfFunction(fn) ?? '') ?? []
    const real = calls.filter((call) => this.#mayCall(call, fn))
    if (real.length === 0) yield this.#unknown(fn)
    for (const call of real) {
      const argument = (call.arguments as Node[])[index]
      if (argument !== undefined) yield* this.#picked(this.#values(argument), steps)
    }
  }

  #mayCall(call: Node, fn: Node): boolean {
    const isNear = this.#syntax.fileOf(call) === this.#syntax.fileOf(fn)
    const callee = call.callee as Node
    if (callee.type !== 'Identifier') return isNear
    const binding = this.#syntax.bindingOf(callee)
    // What is handed over has the name of the parameter.
    return binding?.kind === 'value' ? binding.node === fn : isNear && binding?.kind === 'parameter'
  }

  /** One for each place: two that are not known are no two alternatives. */
  #unknown(node: Node): Node {
    const one = this.#strangers.get(node) ?? { type: 'Unknown', start: node.start, end: node.end, of: node }
    this.#strangers.set(node, one)
    return one
  }

  #nameOfFunction(fn: Node): string | undefined {
    const parent = this.#syntax.parentOf(fn)
    if (parent?.type === 'VariableDeclarator') return nameOf(parent.id)
    if (parent?.type === 'Property' || parent?.type === 'MethodDefinition') return nameOf(parent.key)
    return nameOf(fn.id)
  }

  *#returned(call: Node): Iterable<Node> {
    const callee = call.callee as Node
    const [first] = call.arguments as Node[]
    const method = callee.type === 'MemberExpression' ? nameOf(callee.property) : undefined
    if (method === 'join') {
      // By commas are joined names, by other things sayings.
      const isList = first?.type === 'Literal' && String(first.value).startsWith(', ')
      if (isList) yield this.#unknown(call)
      else yield* this.#values(callee.object as Node)
    } else if ((method === 'map' || method === 'flatMap') && first !== undefined && isFunction(first)) {
      for (const value of returnsOf(first)) yield* this.#values(value)
    } else if (method === 'get') {
      yield* this.#picked(this.#values(callee.object as Node), [EVERY, 1])
    } else {
      for (const fn of this.#values(callee)) {
        if (isFunction(fn)) for (const value of returnsOf(fn)) yield* this.#values(value)
        else yield this.#unknown(call)
      }
    }
  }
}

/** Undefined for what has no items that the source tells of. */
function itemsOf(value: Node, step: Step): Node[] | undefined {
  if (value.type === 'NewExpression') {
    const [first] = value.arguments as Node[]
    return nameOf(value.callee) === 'Map' && first !== undefined ? itemsOf(first, step) : undefined
  }
  if (value.type === 'ArrayExpression') {
    const elements = (value.elements as (Node | null)[]).flatMap((element) => element ?? [])
    const only = typeof step === 'number' ? elements[step] : undefined
    return typeof step === 'number' ? (only === undefined ? [] : [only]) : elements
  }
  if (value.type !== 'ObjectExpression') return undefined
  const properties = (value.properties as Node[]).filter(({ type }) => type === 'Property')
  const meant = properties.filter(({ key }) => step === EVERY || nameOf(key) === String(step))
  return meant.map((property) => property.value as Node)
}

/** `x.key`, `x[0]`; of a computed key every one. */
function stepOf({ computed, property }: Node): Step {
  if (computed !== true) return nameOf(property) ?? EVERY
  const { type, value } = property as Node
  return type === 'Literal' && (typeof value === 'string' || typeof value === 'number') ? value : EVERY
}

function calledName({ callee }: Node): string | undefined {
  const called = callee as Node
  return called.type === 'MemberExpression' ? nameOf(called.property) : nameOf(called)
}
