/**
 * Colours, where they are wanted. https://no-color.org, and `FORCE_COLOR` as Node reads it.
 */
import { styleText } from 'node:util'

type Format = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'magenta'

/** Puts text into a colour, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string

export const plain: Paint = (_, text) => text

const colored: Paint = (format, text) => styleText(format, text, { validateStream: false })

/** Variables by name. Not Node's own type: declarations of the plugins lead here, and must stand without its types. */
type Environment = Readonly<Record<string, string | undefined>>

/** The paint for a stream: plain unless it is a terminal that shows colours. */
export function paintFor(stream: { isTTY?: boolean }, env: Environment = process.env): Paint {
  if (env.NO_COLOR) return plain
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR === '0' ? plain : colored
  return stream.isTTY && env.TERM !== 'dumb' ? colored : plain
}
