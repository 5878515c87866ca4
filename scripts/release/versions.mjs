// Versions of numbers with dots between them. Pure.

/** Whether `version` comes after `other`; a number that is not there is 0. */
export function isAbove(version, other) {
  const [a, b] = [version, other].map((text) => text.split('.').map(Number))
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0)
  }
  return false
}
