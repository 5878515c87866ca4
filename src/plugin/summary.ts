/** One line for each object that was linked, for the bundler's own report. */
import type { Built } from './outcome.ts'

/** `compressed`: with the size after gzip, as Vite tells of its files. */
export async function summaryLines(linked: readonly Built[], compressed = false): Promise<string[]> {
  if (linked.length === 0) return []
  const { drawLines } = await import('../report/table.ts')
  const rows = await Promise.all(linked.map((built) => (compressed ? withGzip(built) : built.summary())))
  return rows.map((row) => drawLines([row]))
}

async function withGzip({ bytes, summary }: Built) {
  const [{ gzipSync }, row] = await Promise.all([import('node:zlib'), summary()])
  return { ...row, made: row.made && { ...row.made, compressed: gzipSync(bytes).byteLength } }
}
