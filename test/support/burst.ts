/** Longer pauses than this do not make one burst: on a busy machine a burst falls into several. */
const LONGEST_PAUSE = 50

/** Saves in quick succession; resolves to the number of bursts that it came to. */
export async function burst(count: number, save: (index: number) => void): Promise<number> {
  let bursts = 1
  for (let i = 0; i < count; i++) {
    const before = performance.now()
    save(i)
    await new Promise((resolve) => setTimeout(resolve, 10))
    if (i < count - 1 && performance.now() - before > LONGEST_PAUSE) bursts++
  }
  return bursts
}
