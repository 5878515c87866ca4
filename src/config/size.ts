/** Amounts of memory and disk, as configs write them. */
const UNITS: Record<string, number> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, KB: 1e3, MB: 1e6, GB: 1e9 }

/** `2147483648` or `'2GiB'` → bytes. */
export function bytesOf(size: number | string): number {
  if (typeof size === 'number') return size
  const [, count, unit = ''] = /^([0-9.]+) ?(\w+)$/.exec(size) ?? []
  return Math.floor(Number(count) * (UNITS[unit] ?? Number.NaN))
}
