/**
 * When a look at a file may be trusted later: the problem of the racy timestamp.
 *
 * A file is the same as before when device, inode, size, time of modification and
 * of change (ctime, which no program can set back) are. That misses a change
 * within one tick of the file system's clock: written, looked at, written again,
 * and the times are equal. git meets this with its own index file: a file that
 * was modified no earlier than the index was written is read again
 * (Documentation/technical/racy-git.adoc). Here it is the clock: a look is worth
 * something later only if the file had been left alone for longer than a tick
 * when it began.
 */
import { type BigIntStats, statSync } from 'node:fs'

/**
 * ext4, xfs and btrfs stamp with the kernel's timer tick, at most 10 ms (HZ=100);
 * twice that for a clock read at an unlucky moment.
 */
const TICK = 20_000_000n

/** FAT has two seconds, HFS+ and old NFS servers one: told by times without a fraction. */
const COARSE_TICK = 2_000_000_000n

/** Undefined when it is no regular file, or not there. */
export function statFile(file: string): BigIntStats | undefined {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
    return stats?.isFile() ? stats : undefined
  } catch {
    return undefined
  }
}

/** All that tells one state of a file from the next, as text. */
export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`
}

/** Whether the file had been left alone at a time (`Date.now()`) for so long that any later change shows. */
export function isSettled(stats: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>, time: number): boolean {
  const newest = latest(stats)
  const tick = newest % 1_000_000_000n === 0n ? COARSE_TICK : TICK
  return newest + tick < BigInt(Math.floor(time)) * 1_000_000n
}

/** When a file was last written, moved here or otherwise changed, in whole milliseconds, as `Date.now()`. */
export function lastChange(stats: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>): number {
  return Number(latest(stats) / 1_000_000n)
}

function latest({ mtimeNs, ctimeNs }: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>): bigint {
  return mtimeNs > ctimeNs ? mtimeNs : ctimeNs
}
