/**
 * Flags as one text → words, as a POSIX shell makes them (XCU 2.2 and 2.3): blanks part them, quotes and backslashes
 * keep them together. No shell runs, so that what one would put in their place ($NAME, $(…), `…`) is a mistake.
 * The rule of native/support/shell_words.h; test/support/shell_words_cases.json holds both to it. Pure.
 */

export type ShellWords = { words: string[] } | { mistake: string }

/** Inside double quotes a backslash stands for itself before all others. */
const ESCAPED_IN_QUOTES = '$`"\\\n'

export function shellWords(text: string): ShellWords {
  const words: string[] = []
  /** Undefined between words: '' is a word too. */
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? ''
    if (quote === "'") {
      if (c === quote) quote = ''
      else word += c
    } else if (c === '\\') {
      const next = text[++i]
      if (next === undefined) return { mistake: 'a backslash is the last character' }
      const kept = quote !== '' && !ESCAPED_IN_QUOTES.includes(next)
      // Before the end of a line both go.
      if (next !== '\n') word = `${word ?? ''}${kept ? c : ''}${next}`
    } else if (c === '`' || (c === '$' && /^[\w({]/.test(text.slice(i + 1)))) {
      return { mistake: `${c === '`' ? 'a command in backticks' : expansionAt(text, i)} is for a shell, and none runs` }
    } else if (c === quote) {
      quote = ''
    } else if (quote !== '') {
      word += c
    } else if (c === "'" || c === '"') {
      quote = c
      word ??= ''
    } else if (/[ \t\n\r]/.test(c)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + c
    }
  }
  if (quote !== '') return { mistake: `a ${quote === "'" ? 'single' : 'double'} quote is not closed` }
  if (word !== undefined) words.push(word)
  return { words }
}

function expansionAt(text: string, index: number): string {
  return /^\$(?:\w+|\([^)]*\)?|\{[^}]*\}?)/.exec(text.slice(index))?.[0] ?? '$'
}
