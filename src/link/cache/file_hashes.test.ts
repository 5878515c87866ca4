import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createFileHashes } from './file_hashes.ts'
import { createMemoryStore, type Store } from './store.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-hashes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = path.join(folder, 'a.h')
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const tick = () => new Promise((resolve) => setImmediate(resolve))
const settle = () => new Promise((resolve) => setTimeout(resolve, 40))
let store: Store

beforeEach(() => {
  store = createMemoryStore(1 << 20)
  rmSync(file, { force: true })
})

/** What the next run knows without reading. */
function table(): unknown {
  return JSON.parse(Buffer.from(store.read('files') ?? Buffer.from('[]')).toString())
}

test('the hash is that of the content; none without a file', () => {
  const hashes = createFileHashes(store)
  writeFileSync(file, 'one')
  expect(hashes.hash(file)).toBe(sha256('one'))
  expect([hashes.hash(path.join(folder, 'gone')), hashes.hash(folder)]).toEqual([undefined, undefined])
})

test('a file that was left alone is known in the next run, one that was just written is not', async () => {
  writeFileSync(file, 'one')
  const first = createFileHashes(store)
  first.hash(file)
  first.save()
  expect(table()).toEqual([])

  await settle()
  const second = createFileHashes(store)
  second.hash(file)
  second.save()
  expect(table()).toEqual([[file, expect.any(String), sha256('one')]])
})

test('what is known is not read again, and every change is seen', async () => {
  writeFileSync(file, 'one')
  await settle()
  const hashes = createFileHashes(store)
  hashes.hash(file)
  hashes.save()
  // Only a table that is believed can answer this.
  const forged = JSON.parse(Buffer.from(store.read('files') ?? []).toString()) as [string, string, string][]
  store.write('files', [Buffer.from(JSON.stringify(forged.map(([name, stamp]) => [name, stamp, 'known'])))])
  expect(createFileHashes(store).hash(file)).toBe('known')

  // The same size, and the time set back.
  const { atime, mtime } = statSync(file)
  writeFileSync(file, 'two')
  utimesSync(file, atime, mtime)
  expect(createFileHashes(store).hash(file)).toBe(sha256('two'))
})

test('a look lasts until the event loop turns', async () => {
  const hashes = createFileHashes(store)
  writeFileSync(file, 'one')
  const before = hashes.hash(file)
  writeFileSync(file, 'two')
  expect(hashes.hash(file)).toBe(before)
  await tick()
  expect(hashes.hash(file)).toBe(sha256('two'))
  expect(hashes.exists(file)).toBe(true)
  rmSync(file)
  expect(hashes.exists(file)).toBe(true)
  await tick()
  expect(hashes.exists(file)).toBe(false)
})

test('a file that changed since a time has no hash for it, nor one that was written just before', async () => {
  writeFileSync(file, 'one')
  const justAfter = Math.ceil(statSync(file).mtimeMs)
  await settle()
  const later = Date.now()
  const hashes = createFileHashes(store)
  expect(hashes.hashUnchangedSince(file, justAfter)).toBe(undefined)
  expect(hashes.hashUnchangedSince(file, later)).toBe(sha256('one'))
  writeFileSync(file, 'two')
  expect(hashes.hashUnchangedSince(file, later)).toBe(undefined)
})
