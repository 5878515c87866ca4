/**
 * The command line's eyes: tells that something happened near some files. Bundlers have watchers of their own.
 *
 * An event only makes us look. What has changed is for the files themselves to say (changes.ts), so that neither the
 * burst of events of one save nor an event that is lost or late decides what is built.
 */
import { existsSync, readFileSync } from 'node:fs'
import { FSWatcher } from 'chokidar'
import { debugFor } from '../debug.ts'
import { BpfLinkerError } from '../errors.ts'
import type { Watched } from './objects.ts'
import { createSettling } from './settling.ts'
import { foldersToWatch } from './watched_folders.ts'

export interface FolderWatcher {
  /**
   * Watches near these, instead of what was watched before. Tells of it once, as of an event: nobody was watching yet.
   * @throws BpfLinkerError WATCH_FAILED
   */
  watch(watched: Watched): Promise<void>
  close(): Promise<void>
}

const debug = debugFor('watch')

/**
 * @param onEvent Called when a burst of events is over
 * @param onError Gets WATCH_FAILED when a folder that came later cannot be watched
 */
export function createFolderWatcher(onEvent: () => void, onError: (error: BpfLinkerError) => void): FolderWatcher {
  let watched: Watched = { files: [], folders: [] }
  let open: { watcher: FSWatcher; places: string } | undefined
  /** One follows the other. */
  let following = Promise.resolve()
  let isClosed = false
  // It has been asked for in the environment, then.
  const isPolling = new FSWatcher().options.usePolling

  async function follow(): Promise<void> {
    const folders = foldersToWatch(watched)
    // A folder tells of its files, so that each folder is one watch; polling has to ask each file.
    const files = isPolling ? watched.files.filter((file) => existsSync(file)) : []
    const places = JSON.stringify([[...folders].sort(), [...files].sort()])
    if (isClosed || folders.size === 0 || places === open?.places) return
    debug?.(`watches ${folders.size} folders and ${files.length} files`)
    // First the old, which has handles of folders that are gone: the new would share them.
    if (open !== undefined) await closeWatcher(open.watcher)
    open = undefined
    open = { watcher: await openWatcher([...folders.keys()], files, settling.event, onError), places }
    settling.event()
  }

  function followNext(): Promise<void> {
    following = following.catch(() => {}).then(follow)
    return following
  }

  const settling = createSettling(() => {
    // A folder that was awaited may be there, or another have taken its place.
    followNext().catch(onError)
    onEvent()
  })

  return {
    watch(next) {
      watched = next
      return followNext()
    },
    async close() {
      isClosed = true
      settling.close()
      await following.catch(() => {})
      if (open !== undefined) await closeWatcher(open.watcher)
    },
  }
}

/** @throws BpfLinkerError WATCH_FAILED */
async function openWatcher(
  folders: readonly string[],
  files: readonly string[],
  onEvent: () => void,
  onError: (error: BpfLinkerError) => void,
): Promise<FSWatcher> {
  const watcher = new FSWatcher({
    depth: 0,
    ignoreInitial: true,
    // Both would hold events back, and know of no more than we do.
    atomic: false,
    awaitWriteFinish: false,
    ignored: (file, stats) => stats?.isFile() === true && !files.includes(file),
  })
  // `all` would not do: it leaves out some events in quick succession, and is late with others.
  watcher.on('raw', onEvent)
  try {
    await new Promise<void>((resolve, reject) => {
      watcher.once('ready', resolve)
      watcher.on('error', reject)
      watcher.add([...folders, ...files])
    })
  } catch (error) {
    await closeWatcher(watcher)
    throw watchFailed(error)
  }
  watcher.on('error', (error) => onError(watchFailed(error)))
  return watcher
}

async function closeWatcher(watcher: FSWatcher): Promise<void> {
  const closing = watcher.close()
  // It has no listeners any more, and what it was still about to look at may fail.
  watcher.on('error', () => {})
  await closing
}

function watchFailed(cause: unknown): BpfLinkerError {
  const { code, message, path } = cause as NodeJS.ErrnoException
  const [reason, hint] = reasonOf(code) ?? [message]
  const place = path === undefined ? 'some files' : path
  const text = `changes in ${place} would go unnoticed: ${reason}`
  return new BpfLinkerError('WATCH_FAILED', text, { cause, ...(hint !== undefined && { hint }) })
}

const OR_POLL = 'or set CHOKIDAR_USEPOLLING=1, which needs none of them and takes longer to notice a change'

function reasonOf(code: string | undefined): [reason: string, hint: string] | undefined {
  switch (code) {
    case 'ENOSPC': {
      const most = leastOf('/proc/sys/fs/inotify/max_user_watches', '/proc/sys/user/max_inotify_watches')
      const reason = `all ${most} inotify watches that this user may have are taken`
      return [reason, `run sudo sysctl fs.inotify.max_user_watches=524288, ${OR_POLL}`]
    }
    case 'EMFILE': {
      const most = leastOf('/proc/sys/fs/inotify/max_user_instances', '/proc/sys/user/max_inotify_instances')
      const reason = `all ${most} inotify instances that this user may have are taken, or too many files are open`
      return [reason, `run sudo sysctl fs.inotify.max_user_instances=512 or raise ulimit -n, ${OR_POLL}`]
    }
    default:
      return undefined
  }
}

/** The limit that counts: the machine has one, and each user namespace (a container) may have a lower one. */
function leastOf(...files: string[]): number | string {
  const limits = files.flatMap((file) => {
    try {
      return Number(readFileSync(file, 'utf8'))
    } catch {
      return []
    }
  })
  return limits.length === 0 ? 'of the' : Math.min(...limits)
}
