/**
 * How messages, hints and notes are written (CONTRIBUTING.md, "Messages"), as rules over what the source tells of
 * each: a text in which {@link HOLE} stands for what is known only when it is said.
 */

/** In place of a value that the source does not tell. No text of ours has it. */
export const HOLE = '\u25A1'

export interface Saying {
  kind: 'message' | 'hint' | 'note'
  text: string
  /** `native/linker/link.cpp:12` */
  at: string
}

/** Names that look like any word at the beginning of a sentence. What has a digit, a sign or two capitals is known. */
const NAMES = new Set(['C', 'Cargo', 'Linux', 'Node', 'Rollup', 'Rust', "Rust's", 'Vite'])

/** A name of the user's that follows one of these stands in quotes; a number does not. */
const NAMED = /\b(cpu|crate|cpu feature|function|map|object|profile|program|section|symbol|variable) (?=\u25A1)/u

interface Rule {
  says: string
  breaks: (text: string) => boolean
}

const RULES: readonly Rule[] = [
  {
    says: 'begins with a capital that no name has',
    breaks: (text) => /^\p{Lu}/u.test(text) && !isName(/^[^\s,;:]*/.exec(text)?.[0] ?? ''),
  },
  { says: 'ends in a full stop or an exclamation mark', breaks: (text) => /(?:[^.]\.|!)$/.test(text) },
  {
    says: 'has a second sentence: a semicolon or a colon joins them',
    breaks: (text) => /[a-z)\u25A1][.?!] \p{Lu}/u.test(text),
  },
  { says: "has a backtick: names stand in 'single quotes', code bare", breaks: (text) => text.includes('`') },
  // Code keeps its own: SEC("license") = "GPL", ["cdylib"].
  { says: "has a name in double quotes: 'single quotes'", breaks: (text) => outsideCode(text).includes(`"`) },
  { says: 'has a name without quotes', breaks: (text) => NAMED.test(text) },
]

/** What is wrong with how it is written; empty where nothing is. */
export function faultsOf({ text }: Saying): string[] {
  return RULES.filter(({ breaks }) => breaks(text)).map(({ says }) => says)
}

/** Without what stands in double quotes because C or TOML wants it so. */
function outsideCode(text: string): string {
  return text.replaceAll(/[([] ?"[^"]*"(?:, "[^"]*")*[)\]]|= "[^"]*"/g, '')
}

/** Whether a word is more than a word of English: `LLVM's`, `BPF_PROG`, `__weak`, `README.md`, `-g`. */
function isName(word: string): boolean {
  return NAMES.has(word) || /[\d_\u25A1]|\p{L}.*\p{Lu}|\w[./(]\w/u.test(word)
}
