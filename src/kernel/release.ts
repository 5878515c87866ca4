/** Mainline release such as `5.10`. A string: as a number, 5.10 would be 5.1. */
export type Release = string

/** Negative when mainline release `a` came before `b`, positive when after; `5.10` came after `5.9`. */
export function compareReleases(a: Release, b: Release): number {
  return rankOf(a) - rankOf(b)
}

/** A check compares the same hundred releases some hundred thousand times. */
const ranks = new Map<Release, number>()

function rankOf(release: Release): number {
  let rank = ranks.get(release)
  if (rank === undefined) {
    const [major = 0, minor = 0] = release.split('.').map(Number)
    rank = major * 0x10000 + minor
    ranks.set(release, rank)
  }
  return rank
}
