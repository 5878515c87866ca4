// The changelog at a release. Pure.
import { isAbove } from './versions.mjs'

const UNRELEASED = '## Unreleased'

/** The text with the section of what is not released yet under its number, and a new empty one above. */
export function releasedChangelog(text, version, date) {
  if (!text.includes(`${UNRELEASED}\n`)) throw new Error(`the changelog has no section '${UNRELEASED}'`)
  const [before, after] = text.split(`${UNRELEASED}\n`)
  if (after.trimStart().startsWith('## ') || after.trim() === '') {
    throw new Error(`the section '${UNRELEASED}' of the changelog is empty: say what changed`)
  }
  return `${before}${UNRELEASED}\n\n## ${version} (${date})\n${after}`
}

/** Whether one version comes after another; both without a tag. */
export function isNewer(version, than) {
  for (const text of [version, than]) {
    if (!/^\d+\.\d+\.\d+$/.test(text)) throw new Error(`'${text}' is no version such as 1.2.3`)
  }
  return isAbove(version, than)
}
