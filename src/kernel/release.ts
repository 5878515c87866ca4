/** Mainline release such as `5.10`. A string: as a number, 5.10 would be 5.1. */
export type Release = string

/** Negative when mainline release `a` came before `b`, positive when after; `5.10` came after `5.9`. */
export function compareReleases(a: Release, b: Release): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number)
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number)
  return aMajor - bMajor || aMinor - bMinor
}
