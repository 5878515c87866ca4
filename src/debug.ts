/**
 * `DEBUG=bpf-linker:*`: what happens inside, on standard error, as the packages `debug` and `obug` have it. Those
 * would bring colours, formats and storage of their own; names with `*` and a line of text is all that is needed.
 */
export const DEBUG_TOPICS = ['config', 'link', 'check', 'cache', 'watch'] as const
export type DebugTopic = (typeof DEBUG_TOPICS)[number]

export type Debug = (text: string) => void

/**
 * Undefined when nobody asks, so that the text is not even made: `debug?.(…)`.
 *
 * @example
 * const debug = debugFor('link')
 * debug?.(`${name}: ${milliseconds} ms`)
 */
export function debugFor(topic: DebugTopic): Debug | undefined {
  const name = `bpf-linker:${topic}`
  if (!isAskedFor(name, process.env.DEBUG ?? '')) return undefined
  let before = performance.now()
  return (text) => {
    const now = performance.now()
    process.stderr.write(`${name} ${text} +${Math.round(now - before)}ms\n`)
    before = now
  }
}

/** `patterns`: names with `*` in them, between commas or spaces; with `-` in front, what is left out. */
export function isAskedFor(name: string, patterns: string): boolean {
  const all = patterns.split(/[\s,]+/).filter((pattern) => pattern !== '')
  const matching = (wanted: string[]) => wanted.some((pattern) => matches(pattern, name))
  const excluded = all.filter((pattern) => pattern.startsWith('-')).map((pattern) => pattern.slice(1))
  return matching(all.filter((pattern) => !pattern.startsWith('-'))) && !matching(excluded)
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}
