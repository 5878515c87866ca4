/** Real events. Nothing here counts or times them: a test waits until what it expects has been seen. */
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { changesSince, lookAt } from './changes.ts'
import { createFolderWatcher, type FolderWatcher } from './folder_watcher.ts'
import { createMachine } from './machine.ts'

let folder: string
let watcher: FolderWatcher
let look: ReturnType<typeof lookAt>
/** What was seen to change, as a watcher's user sees it: by looking when there was an event. */
let seen: string[]
const machine = createMachine()
const at = (name: string) => path.join(folder, name)
const OFTEN = { interval: 20 }

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-watch-'))
  seen = []
  watcher = lookingWatcher()
})
afterEach(async () => {
  await watcher.close()
  rmSync(folder, { recursive: true, force: true })
})

function lookingWatcher(): FolderWatcher {
  return createFolderWatcher(
    () => {
      const changes = changesSince(look, machine)
      look = lookAt({ files: [...look.files.keys()], trees: [...look.folders.keys()] }, machine)
      seen.push(...changes.map((file) => path.relative(folder, file)))
    },
    (error) => seen.push(error.message),
  )
}

async function watch(files: string[], trees: string[] = []): Promise<void> {
  look = lookAt({ files: files.map(at), trees: trees.map(at) }, machine)
  await watcher.watch({ files: files.map(at), folders: [...look.folders.keys()] })
}

/** Changes something; resolves once exactly that has been seen. */
async function sees(change: () => void, ...expected: string[]): Promise<void> {
  seen.length = 0
  change()
  await expect.poll(() => [...new Set(seen)].sort(), OFTEN).toEqual(expected)
}

test('writes to files of several folders, one inside the other', async () => {
  mkdirSync(at('src/net'), { recursive: true })
  for (const name of ['a.c', 'src/b.c', 'src/net/c.c']) writeFileSync(at(name), '')
  await watch(['a.c', 'src/b.c', 'src/net/c.c'])
  await sees(() => writeFileSync(at('a.c'), '1'), 'a.c')
  await sees(() => writeFileSync(at('src/b.c'), '1'), 'src/b.c')
  await sees(() => writeFileSync(at('src/net/c.c'), '1'), 'src/net/c.c')
})

test('a save by renaming, and the next one', async () => {
  writeFileSync(at('a.c'), '1')
  await watch(['a.c'])
  for (const round of [1, 2]) {
    await sees(() => {
      writeFileSync(at('.a.c.swp'), `text ${round}`)
      renameSync(at('.a.c.swp'), at('a.c'))
    }, 'a.c')
  }
})

test('a file that goes and comes', async () => {
  writeFileSync(at('a.h'), '1')
  await watch(['a.h'])
  await sees(() => rmSync(at('a.h')), 'a.h')
  await sees(() => writeFileSync(at('a.h'), '1'), 'a.h')
})

test('a file of a folder that does not exist yet', async () => {
  await watch(['gen/deep/a.h'])
  await sees(() => {
    mkdirSync(at('gen/deep'), { recursive: true })
    writeFileSync(at('gen/deep/a.h'), '1')
  }, 'gen/deep/a.h')
  await sees(() => writeFileSync(at('gen/deep/a.h'), '22'), 'gen/deep/a.h')
})

test('a file of a folder that takes the place of another', async () => {
  mkdirSync(at('src'))
  writeFileSync(at('src/a.c'), '1')
  await watch(['src/a.c'])
  await sees(() => {
    renameSync(at('src'), at('old'))
    mkdirSync(at('src'))
    writeFileSync(at('src/a.c'), '22')
  }, 'src/a.c')
  await sees(() => writeFileSync(at('src/a.c'), '333'), 'src/a.c')
})

test('a file behind a symbolic link', async () => {
  mkdirSync(at('real'))
  mkdirSync(at('src'))
  writeFileSync(at('real/a.h'), '1')
  symlinkSync(at('real/a.h'), at('src/a.h'))
  await watch(['src/a.h'])
  await sees(() => writeFileSync(at('real/a.h'), '22'), 'src/a.h')
})

test('files that come to a tree and go, at any depth', async () => {
  mkdirSync(at('src/net'), { recursive: true })
  await watch([], ['src'])
  await sees(() => writeFileSync(at('src/net/new.c'), '1'), 'src/net')
  await sees(() => rmSync(at('src/net/new.c')), 'src/net')
})

test('a change beside a log that grows and grows', async () => {
  writeFileSync(at('a.c'), '')
  await watch(['a.c'])
  const log = setInterval(() => appendFileSync(at('log'), 'x'), 5)
  try {
    await sees(() => writeFileSync(at('a.c'), 'x'), 'a.c')
  } finally {
    clearInterval(log)
  }
})

test('polled files, of which another one comes to be watched', async () => {
  vi.stubEnv('CHOKIDAR_USEPOLLING', '1')
  try {
    watcher = lookingWatcher()
    for (const name of ['a.c', 'b.c']) writeFileSync(at(name), '1')
    await watch(['a.c', 'new.c'])
    await sees(() => writeFileSync(at('a.c'), '22'), 'a.c')
    await watch(['a.c', 'b.c', 'new.c'])
    await sees(() => writeFileSync(at('b.c'), '22'), 'b.c')
    await sees(() => writeFileSync(at('new.c'), '1'), 'new.c')
    await sees(() => writeFileSync(at('new.c'), '22'), 'new.c')
  } finally {
    vi.unstubAllEnvs()
  }
})

test('what changed before it was watched, and nothing more once it is closed', async () => {
  writeFileSync(at('a.c'), '1')
  look = lookAt({ files: [at('a.c')] }, machine)
  writeFileSync(at('a.c'), '22')
  await watcher.watch({ files: [at('a.c')], folders: [] })
  await expect.poll(() => seen, OFTEN).toEqual(['a.c'])
  await watcher.close()
  await watcher.watch({ files: [at('b.c')], folders: [] })
})
