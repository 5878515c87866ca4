import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFileWatcher, type FileWatcher, modifiedAfter } from './file_watcher.ts'

let folder: string
let watcher: FileWatcher
let told: string[][]

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-watch-'))
  told = []
  watcher = createFileWatcher((changed) => told.push(changed.map((file) => path.relative(folder, file)).sort()))
})
afterEach(() => {
  watcher.close()
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string) => path.join(folder, name)
const quiet = () => new Promise((resolve) => setTimeout(resolve, 250))

test('a change is told once, however many events it has', async () => {
  writeFileSync(at('a.c'), '1')
  writeFileSync(at('b.c'), '1')
  watcher.watch({ files: [at('a.c'), at('b.c')], folders: [] })
  writeFileSync(at('a.c'), '')
  writeFileSync(at('a.c'), '22')
  writeFileSync(at('b.c'), '22')
  await expect.poll(() => told).toEqual([['a.c', 'b.c']])
  await quiet()
  expect(told).toHaveLength(1)
})

test('a burst is told once, when it is over', async () => {
  writeFileSync(at('a.c'), '')
  watcher.watch({ files: [at('a.c')], folders: [] })
  for (let i = 1; i <= 20; i++) {
    writeFileSync(at('a.c'), 'x'.repeat(i))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const toldDuring = told.length
  await watcher.settled()
  expect([toldDuring, told]).toEqual([0, [['a.c']]])
})

test('a log that grows hides no change, and holds nobody up', async () => {
  writeFileSync(at('a.c'), '')
  watcher.watch({ files: [at('a.c')], folders: [] })
  const log = setInterval(() => appendFileSync(at('log'), 'x'), 5)
  writeFileSync(at('a.c'), 'x')
  await expect.poll(() => told).toEqual([['a.c']])
  await watcher.settled()
  clearInterval(log)
})

test('settled without any event', async () => {
  await watcher.settled()
  expect(told).toEqual([])
})

test('a save by renaming is a change, and so is the next one', async () => {
  writeFileSync(at('a.c'), '1')
  watcher.watch({ files: [at('a.c')], folders: [] })
  for (const round of [1, 2]) {
    writeFileSync(at('.a.c.swp'), `text ${round}`)
    renameSync(at('.a.c.swp'), at('a.c'))
    await expect.poll(() => told).toEqual(Array(round).fill(['a.c']))
  }
})

test('neighbours and events without a change are not told', async () => {
  writeFileSync(at('a.c'), '1')
  const time = new Date(1_700_000_000_000)
  utimesSync(at('a.c'), time, time)
  watcher.watch({ files: [at('a.c')], folders: [] })
  utimesSync(at('a.c'), time, time)
  writeFileSync(at('notes.txt'), 'x')
  await quiet()
  expect(told).toEqual([])
})

test('a file that goes and comes is told both times', async () => {
  writeFileSync(at('a.h'), '1')
  watcher.watch({ files: [at('a.h')], folders: [] })
  rmSync(at('a.h'))
  await expect.poll(() => told).toEqual([['a.h']])
  writeFileSync(at('a.h'), '1')
  await expect.poll(() => told).toEqual([['a.h'], ['a.h']])
})

test('a watched file may appear in a folder that does not exist yet', async () => {
  watcher.watch({ files: [at('gen/a.h')], folders: [] })
  mkdirSync(at('gen'))
  writeFileSync(at('gen/a.h'), '1')
  await quiet()
  // Its folder is watched from the next call on, which finds it.
  expect([...told.flat(), ...watcher.watch({ files: [at('gen/a.h')], folders: [] })].length).toBeGreaterThan(0)
})

test('new files are told in watched folders and below, changed ones not', async () => {
  mkdirSync(at('src/net'), { recursive: true })
  mkdirSync(at('src/node_modules'), { recursive: true })
  writeFileSync(at('src/old.c'), '1')
  watcher.watch({ files: [], folders: [at('src')] })
  writeFileSync(at('src/old.c'), '222')
  writeFileSync(at('src/node_modules/x.c'), '1')
  await quiet()
  expect(told).toEqual([])
  writeFileSync(at('src/net/new.c'), '1')
  await expect.poll(() => told).toEqual([['src/net/new.c']])
  rmSync(at('src/net/new.c'))
  await expect.poll(() => told).toEqual([['src/net/new.c'], ['src/net/new.c']])
})

test('watch() itself finds what changed before it was told', () => {
  writeFileSync(at('a.c'), '1')
  expect(watcher.watch({ files: [at('a.c')], folders: [] })).toEqual([])
  writeFileSync(at('a.c'), '22')
  expect(watcher.watch({ files: [at('a.c')], folders: [] })).toEqual([at('a.c')])
  expect(watcher.watch({ files: [at('a.c')], folders: [] })).toEqual([])
})

test('watch() itself finds what came and went before it was told', () => {
  const watched = { files: [], folders: [folder] }
  expect(watcher.watch(watched)).toEqual([])
  writeFileSync(at('new.c'), '1')
  expect(watcher.watch(watched)).toEqual([at('new.c')])
  rmSync(at('new.c'))
  expect(watcher.watch(watched)).toEqual([at('new.c')])
})

test('a time in the future is no change', () => {
  writeFileSync(at('a.c'), '1')
  const set = (ms: number) => utimesSync(at('a.c'), new Date(ms), new Date(ms))
  const now = Date.now()
  set(now - 1000)
  expect([modifiedAfter(at('a.c'), now - 2000), modifiedAfter(at('a.c'), now)]).toEqual([true, false])
  set(now + 3_600_000)
  expect(modifiedAfter(at('a.c'), now)).toBe(false)
  expect(modifiedAfter(at('absent'), 0)).toBe(false)
})
