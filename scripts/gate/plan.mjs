// Which suites a run of the gate takes, and why the others are left out. No I/O: what is known comes in.

/**
 * @param {object[]} suites the table
 * @param {(suite: object) => { unchanged: boolean, passedAt: number | undefined }} knowledge of a suite that covers
 *   something: whether it passed on just these contents, and when it passed last (on any)
 * @param {number} seed turns the order where nothing is known, so that not the same ones come first on each new machine
 * @returns {{ suite: object, run: boolean, reason: string }[]} those to be run first, most urgent first
 */
export function planned(suites, knowledge, seed) {
  const always = suites.filter(({ covers }) => covers === undefined)
  const heavy = suites.filter(({ covers }) => covers !== undefined).map((suite) => ({ suite, ...knowledge(suite) }))
  const unknown = heavy.filter(({ passedAt }) => passedAt === undefined)
  const changed = heavy.filter(({ unchanged, passedAt }) => !unchanged && passedAt !== undefined).sort(longestAgo)
  const rested = heavy.filter(({ unchanged }) => unchanged).sort(longestAgo)
  return [
    ...always.map((suite) => entry(suite, true, 'always')),
    ...turned(unknown, seed).map(({ suite }) => entry(suite, true, 'this machine never saw it pass')),
    ...changed.map(({ suite }) => entry(suite, true, 'what it covers changed since it passed')),
    ...rested.map(({ suite }, i) => {
      return i === 0 && unknown.length + changed.length === 0
        ? entry(suite, true, 'its turn: nothing that the heavy ones cover changed')
        : entry(suite, false, 'it passed on just what it covers')
    }),
  ]
}

/** Why a suite no longer fits in the time of a run, if so. */
export function whyTooLong({ covers, minutes }, usedMinutes, most) {
  if (covers === undefined || usedMinutes + minutes <= most) return undefined
  return `${Math.ceil(usedMinutes)} of ${most} minutes are used, and it takes ${minutes}`
}

function entry(suite, run, reason) {
  return { suite, run, reason }
}

function longestAgo(a, b) {
  return a.passedAt - b.passedAt
}

function turned(list, seed) {
  const by = list.length === 0 ? 0 : seed % list.length
  return [...list.slice(by), ...list.slice(0, by)]
}
