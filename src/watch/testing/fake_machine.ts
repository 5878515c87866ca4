/** A machine whose disk and clock a test moves by hand. */
import path from 'node:path'
import type { Folder, Machine, State } from '../changes.ts'

export interface FakeMachine extends Machine {
  /** Writes files, a millisecond later. */
  write(...files: string[]): void
  remove(...files: string[]): void
  /** Writes a file with a time of its own. */
  writeAt(time: number, file: string): void
  /** What happens during the sleeps to come, one for each. */
  readonly duringSleep: (() => void)[]
  /** The milliseconds of each sleep so far. */
  readonly slept: readonly number[]
}

/** Like the clock of a file system: what was written just now cannot be told from what is written next. */
const TICK = 20

export function createFakeMachine(...existing: string[]): FakeMachine {
  let now = 1_000_000
  let writes = 0
  const files = new Map<string, Pick<State, 'stamp' | 'lastChange'>>()
  const folders = new Map<string, number>()
  const duringSleep: (() => void)[] = []
  const slept: number[] = []

  function touch(folder: string): void {
    folders.set(folder, now)
    if (folder !== path.dirname(folder) && !folders.has(path.dirname(folder))) touch(path.dirname(folder))
  }

  function writeAt(time: number, file: string): void {
    if (!files.has(file)) touch(path.dirname(file))
    files.set(file, { stamp: `${++writes}`, lastChange: time })
  }

  const machine: FakeMachine = {
    now: () => now,
    async sleep(milliseconds) {
      slept.push(milliseconds)
      now += milliseconds
      duringSleep.shift()?.()
    },
    file(file) {
      const state = files.get(file)
      return state && { ...state, settled: state.lastChange + TICK < now }
    },
    folder(folder): Folder | undefined {
      const lastChange = folders.get(folder)
      if (lastChange === undefined) return undefined
      const inside = (paths: Iterable<string>) =>
        [...paths].filter((file) => path.dirname(file) === folder && file !== folder).map((file) => path.basename(file))
      const below = inside(folders.keys()).sort()
      return { names: [...inside(files.keys()), ...below].sort(), folders: below, lastChange }
    },
    write(...written) {
      now++
      for (const file of written) writeAt(now, file)
    },
    writeAt,
    remove(...removed) {
      now++
      for (const file of removed) {
        files.delete(file)
        touch(path.dirname(file))
      }
    },
    duringSleep,
    slept,
  }
  machine.write(...existing)
  now += 1000
  return machine
}
