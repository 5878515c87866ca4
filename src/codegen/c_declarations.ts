/**
 * Declarations at the top level of a C file, each with the comments above it, as far as comments are concerned: names, not
 * types. What it cannot make out it leaves out.
 */

export interface CToken {
  kind: 'comment' | 'word' | 'other'
  text: string
  /** Where it begins and ends, from 1. */
  line: number
  endLine: number
}

export interface CMember {
  names: string[]
  above: CToken[]
  behind: CToken[]
}

export interface CDeclaration {
  above: CToken[]
  /** `struct event`, or a typedef's name. */
  types: string[]
  /** Variables and functions. */
  symbols: string[]
  /** The members of a struct or union, including those of anonymous ones in it; the values of an enum. */
  members: CMember[]
}

/** Comments, strings, preprocessor lines (dropped), words, and single characters. */
const TOKEN =
  /(\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/\/[^\n]*)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|(^[ \t]*#(?:\\\r?\n|[^\n])*)|([A-Za-z_]\w*)|\d[\w.]*|\S/gm

export function tokensOf(source: string): CToken[] {
  const tokens: CToken[] = []
  let line = 1
  let newline = source.indexOf('\n')
  const lineAt = (offset: number): number => {
    for (; newline !== -1 && newline < offset; newline = source.indexOf('\n', newline + 1)) line++
    return line
  }
  for (const match of source.matchAll(TOKEN)) {
    const [text, comment, directive, word] = match
    if (directive !== undefined) continue
    const kind = comment !== undefined ? 'comment' : word !== undefined ? 'word' : 'other'
    tokens.push({ kind, text, line: lineAt(match.index), endLine: lineAt(match.index + text.length) })
  }
  return tokens
}

/** One declaration or member: its tokens without comments, and where those stand. */
interface Piece {
  tokens: CToken[]
  above: CToken[]
  behind: CToken[]
}

const OPEN = new Map([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
])

const CLOSE = new Set(OPEN.values())

/**
 * Cuts at separators that are in no bracket. At the top level the body of a function also ends one.
 * @param separator `;`, or `,` for an enum
 */
function pieces(tokens: readonly CToken[], separator: string, functions: boolean): Piece[] {
  const found: Piece[] = []
  let piece: Piece = { tokens: [], above: [], behind: [] }
  const closing: string[] = []
  const end = (): void => {
    if (piece.tokens.length > 0) found.push(piece)
    piece = { tokens: [], above: [], behind: [] }
  }
  for (const token of tokens) {
    const { text, kind } = token
    if (kind === 'comment') {
      if (closing.length > 0) {
        piece.tokens.push(token)
      } else if (piece.tokens.length > 0) {
        // `RED /* hot */,` and `int a /* b */;`
        piece.behind.push(token)
      } else {
        const last = found.at(-1)
        if (last?.tokens.at(-1)?.endLine === token.line && piece.above.length === 0) last.behind.push(token)
        else piece.above.push(token)
      }
      continue
    }
    if (closing.length === 0 && text === separator) {
      // The separator tells where the piece ends, for comments behind it.
      if (piece.tokens.length > 0) piece.tokens.push(token)
      end()
      continue
    }
    piece.tokens.push(token)
    const close = OPEN.get(text)
    if (close !== undefined) closing.push(close)
    else if (text === closing.at(-1)) {
      closing.pop()
      if (functions && text === '}' && closing.length === 0 && isFunction(piece.tokens)) end()
    }
  }
  end()
  return found
}

/** Comments that stand right above, without an empty line between. */
function attached({ above, tokens }: Piece): CToken[] {
  let line = tokens[0]?.line ?? 0
  const found: CToken[] = []
  for (const comment of [...above].reverse()) {
    if (comment.endLine < line - 1) break
    found.unshift(comment)
    line = comment.line
  }
  return found
}

const TAGS = new Set(['struct', 'union', 'enum'])

/** A body behind a parameter list; that of a struct is behind its tag. */
function isFunction(tokens: readonly CToken[]): boolean {
  return bodyOf(withoutComments(tokens)) === undefined && tokens.some(({ text }) => text === '(')
}

function withoutComments(tokens: readonly CToken[]): CToken[] {
  return tokens.filter(({ kind }) => kind !== 'comment')
}

interface Body {
  keyword: string
  tag: string | undefined
  /** Between the braces, comments among them. */
  inner: CToken[]
  /** Behind the closing one. */
  rest: CToken[]
}

/** `struct tag { … }` at the start, behind words such as `typedef`, `static` or attributes. */
function bodyOf(tokens: readonly CToken[]): Body | undefined {
  const open = tokens.findIndex(({ text }) => text === '{')
  if (open === -1) return undefined
  const plain = withoutBrackets(withoutComments(tokens.slice(0, open)))
  const at = plain.findLastIndex(({ text }) => TAGS.has(text))
  // At most a tag and an attribute's name stand between.
  if (at === -1 || plain.slice(at + 1).some(({ kind }) => kind !== 'word')) return undefined
  const tag = plain.slice(at + 1).find(({ text }) => !/^__/.test(text))
  let depth = 0
  const close = tokens.findIndex(({ text }, index) => {
    if (index < open) return false
    if (text === '{') depth++
    if (text === '}') depth--
    return depth === 0
  })
  const end = close === -1 ? tokens.length : close
  return {
    keyword: plain[at]?.text ?? '',
    tag: tag?.text,
    inner: tokens.slice(open + 1, end),
    rest: tokens.slice(end + 1),
  }
}

/** Without what is in parentheses, and the word before them: attributes, `SEC(".maps")`. */
function withoutBrackets(tokens: readonly CToken[]): CToken[] {
  const left: CToken[] = []
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(' && depth++ === 0) left.pop()
    if (depth === 0) left.push(token)
    if (token.text === ')') depth--
  }
  return left
}

export function declarationsIn(tokens: readonly CToken[]): CDeclaration[] {
  return pieces(tokens, ';', true).map((piece) => {
    const above = attached(piece)
    const body = bodyOf(piece.tokens)
    if (body === undefined) return { above, types: [], symbols: symbolOf(withoutComments(piece.tokens)), members: [] }
    const names = declarators(body.rest)
    const isTypedef = piece.tokens.some(({ text }) => text === 'typedef')
    const types = body.tag === undefined ? (isTypedef ? names : []) : [`${body.keyword} ${body.tag}`]
    return { above, types, symbols: isTypedef ? [] : names, members: membersIn(body) }
  })
}

function membersIn({ keyword, inner }: Body): CMember[] {
  return pieces(inner, keyword === 'enum' ? ',' : ';', false).flatMap((piece): CMember[] => {
    const above = attached(piece)
    const { behind } = piece
    if (keyword === 'enum') return [{ names: piece.tokens.slice(0, 1).map(({ text }) => text), above, behind }]
    const body = bodyOf(piece.tokens)
    if (body === undefined) return [{ names: declarators(piece.tokens.slice(1)), above, behind }]
    const names = declarators(body.rest)
    // Those of an anonymous one are members of the struct around it.
    return names.length === 0 && body.keyword !== 'enum' ? membersIn(body) : [{ names, above, behind }]
  })
}

/** The names that `a, *b, c[2] : 3, (*d)(int)` declares: in each part the last word that is in no bracket. */
function declarators(tokens: readonly CToken[]): string[] {
  const parts: CToken[][] = [[]]
  let depth = 0
  for (const token of withoutComments(tokens)) {
    if (OPEN.has(token.text)) depth++
    if (depth === 0 && token.text === ',') parts.push([])
    else if (token.text !== ';') parts.at(-1)?.push(token)
    if (CLOSE.has(token.text)) depth--
  }
  return parts.flatMap((part) => {
    const pointer = part.findIndex(({ text }, index) => text === '(' && part[index + 1]?.text === '*')
    if (pointer !== -1) return part.slice(pointer + 2).find(({ kind }) => kind === 'word')?.text ?? []
    const end = part.findIndex(({ text }) => text === '[' || text === ':' || text === '=')
    const plain = withoutBrackets(end === -1 ? part : part.slice(0, end))
    return (
      plain.findLast(({ kind, text }) => kind === 'word' && !/^__(attribute|arena|kptr|uptr|percpu)/.test(text))
        ?.text ?? []
    )
  })
}

/** A function, also by a macro of libbpf (`int BPF_PROG(name, …)`); or a variable. */
function symbolOf(tokens: readonly CToken[]): string[] {
  const isBody = tokens.at(-1)?.text === '}'
  const assigned = tokens.findIndex(({ text }) => text === '=')
  if (!isBody || (assigned !== -1 && assigned < tokens.findIndex(({ text }) => text === '{'))) {
    return declarators(tokens.slice(0, assigned === -1 ? tokens.length : assigned)).slice(0, 1)
  }
  const calls = tokens.flatMap(({ kind, text }, index) =>
    kind === 'word' && tokens[index + 1]?.text === '(' && !/^(SEC|__attribute__|__\w+)$/.test(text) ? [index] : [],
  )
  const [first] = calls
  if (first === undefined) return []
  const name = tokens[first]?.text ?? ''
  return [/^BPF_[A-Z_]+$/.test(name) ? (tokens[first + 2]?.text ?? '') : name]
}
