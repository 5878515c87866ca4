/**
 * "did you mean …?": the known name that a mistyped one was meant to be.
 *
 * Distance is Damerau's (insert, delete, replace, swap of neighbours), because swapped letters are the most usual
 * typing mistake. Beyond two edits, or a third of what was typed, a guess misleads more than it helps. The native part
 * has the same rule (`native/support/nearest.h`); `test/support/nearest_cases.json` holds both to it.
 */

/** The nearest of `known` within two edits, upper and lower case being equal; undefined when nothing is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const typed = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.min(2, Math.floor(typed.length / 3)) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = edits(typed, candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** `did you mean 'x'?`, or the list of what there is; undefined when there is nothing to name. */
export function suggestion(name: string, known: readonly string[]): string | undefined {
  const near = nearest(name, known)
  if (near !== undefined) return `did you mean '${near}'?`
  return known.length === 0 ? undefined : `there is: ${known.join(', ')}`
}

/** Optimal string alignment distance. */
function edits(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let cost = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
