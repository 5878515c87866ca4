/** Saves in quick succession; the longest pause between two of them, in milliseconds: on a busy machine it is no burst. */
export async function burst(count: number, save: (index: number) => void): Promise<number> {
  let longest = 0
  let before = performance.now()
  for (let i = 0; i < count; i++) {
    save(i)
    await new Promise((resolve) => setTimeout(resolve, 10))
    longest = Math.max(longest, performance.now() - before)
    before = performance.now()
  }
  return longest
}

/** Longer pauses than this do not make one burst. */
export const LONGEST_PAUSE = 50
