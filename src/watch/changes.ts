/**
 * What has changed: the one definition, for the command line and for every bundler.
 *
 *     look ── an attempt reads the files ── look again ── … ── look at any time later
 *
 * A file has changed when its state differs from that of the first look (device, inode, size, times of modification and
 * of change: link/cache/file_state.ts), and when it came or went. A header is known only when it has been read. There
 * was no first look at it, so the clock tells: it has changed when its newest time is after the attempt began.
 */

import path from 'node:path'

/** A file, or the names in a folder, at one moment. */
export interface State {
  /** Equal for as long as nothing changes. */
  stamp: string
  /** When it last changed, as `Date.now()`. */
  lastChange: number
  /** It had been left alone for so long that every later change shows in the stamp. */
  settled: boolean
}

export interface Folder {
  /** Sorted. */
  names: readonly string[]
  /** Which of them are folders. */
  folders: readonly string[]
  lastChange: number
}

/** What is asked of the machine. */
export interface Machine {
  now(): number
  sleep(milliseconds: number): Promise<void>
  /** Undefined: no such file, or a folder. */
  file(file: string): State | undefined
  /** Undefined: no such folder. */
  folder(folder: string): Folder | undefined
}

/** What is looked at; paths are absolute. */
export interface Places {
  files: readonly string[]
  /** A file that comes or goes there, or in a folder below, is a change. */
  trees?: readonly string[]
  /** What is written there by ourselves, so that it is no change. */
  isOutput?: ((file: string) => boolean) | undefined
}

/** What was seen at one moment; undefined where there was nothing. */
export interface Look {
  at: number
  files: ReadonlyMap<string, State | undefined>
  folders: ReadonlyMap<string, State | undefined>
  isOutput: (file: string) => boolean
}

/** What something was made from. */
export interface Reads {
  /** What was read. */
  dependencies: readonly string[]
  /** Where something was looked for in vain. */
  absent: readonly string[]
  /** Where a file that comes or goes may change it. */
  trees: readonly string[]
  isOutput?: (file: string) => boolean
  /** It could not be made. What it missed may stand among its dependencies. */
  failed: boolean
}

export function placesOf({ dependencies, absent, trees, isOutput }: Reads): Places {
  return { files: [...new Set([...dependencies, ...absent])], trees, isOutput }
}

export function lookAt({ files, trees = [], isOutput = () => false }: Places, machine: Machine): Look {
  const folders = new Map<string, State | undefined>()
  for (const tree of trees) lookBelow(tree, folders, isOutput, machine)
  return {
    at: machine.now(),
    files: new Map(files.map((file) => [file, machine.file(file)])),
    folders,
    isOutput,
  }
}

/**
 * What is no longer as it was at a look.
 * @param told Only this path, of which a watcher says that it changed: what a look cannot be trusted for counts too
 */
export function changesSince({ files, folders, isOutput }: Look, machine: Machine, told?: string): string[] {
  if (told !== undefined) {
    const folder = path.dirname(told)
    const known =
      files.has(told) && (!isSame(files.get(told), machine.file(told)) || files.get(told)?.settled === false)
    const moved = folders.has(folder) && !isSame(folders.get(folder), stateOf(folder, isOutput, machine))
    return known || moved ? [told] : []
  }
  return [
    ...[...files.keys()].filter((file) => !isSame(files.get(file), machine.file(file))),
    ...[...folders.keys()].filter((folder) => !isSame(folders.get(folder), stateOf(folder, isOutput, machine))),
  ]
}

/**
 * What changed while something was made, so that part of it may be of before and part of after.
 * @param before A look at what was known of it, when it began
 * @param after A look at all that it read, when it had ended
 */
export function overtaking(reads: Reads, before: Look, after: Look): string[] {
  const absent = new Set(reads.absent)
  const isNew = (state: State | undefined) =>
    // A time in the future is another machine's clock, and would count again and again.
    state !== undefined && state.lastChange > before.at && state.lastChange <= after.at
  const files = [...after.files].filter(([file, state]) => {
    if (before.files.has(file)) return !isSame(before.files.get(file), state)
    return isNew(state) || (!reads.failed && absent.has(file) === (state !== undefined))
  })
  const folders = [...after.folders].filter(([folder, state]) =>
    before.folders.has(folder) ? !isSame(before.folders.get(folder), state) : isNew(state),
  )
  return [...files, ...folders].map(([place]) => place)
}

/** The same look, for which these have changed. */
export function asChanged(look: Look, changed: readonly string[]): Look {
  const without = (states: Look['files']) =>
    new Map([...states].map(([place, state]) => [place, changed.includes(place) ? NEVER : state]))
  return { ...look, files: without(look.files), folders: without(look.folders) }
}

/** A state that nothing is in. */
const NEVER: State = { stamp: 'never', lastChange: 0, settled: true }

function isSame(a: State | undefined, b: State | undefined): boolean {
  return a?.stamp === b?.stamp
}

/** Leaves out folders where a project has no sources of its own. */
function lookBelow(
  folder: string,
  states: Map<string, State | undefined>,
  isOutput: Look['isOutput'],
  machine: Machine,
): void {
  states.set(folder, stateOf(folder, isOutput, machine))
  for (const name of machine.folder(folder)?.folders ?? []) {
    if (name === 'node_modules' || name.startsWith('.')) continue
    lookBelow(path.join(folder, name), states, isOutput, machine)
  }
}

function stateOf(folder: string, isOutput: Look['isOutput'], machine: Machine): State | undefined {
  const found = machine.folder(folder)
  if (found === undefined) return undefined
  const names = found.names.filter((name) => !isOutput(path.join(folder, name)))
  return { stamp: JSON.stringify(names), lastChange: found.lastChange, settled: true }
}
