import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createDiskStore, createMemoryStore, isTemporaryName, TAG_NAME, versionFolder } from './store.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'bpf-linker-store-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let folder: string
let count = 0
beforeEach(() => {
  folder = path.join(scratch, `${++count}/cache`)
})

const pieces = [Buffer.from('some'), Buffer.from(' '), Buffer.from('bytes')]
const NAME = 'ab12-result'
const fileOf = (name: string) => path.join(versionFolder(folder), name.slice(0, 2), name)
const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString()

test('gives what was written, also to another store on the folder', () => {
  const store = createDiskStore(folder)
  expect(store.read(NAME)).toBe(undefined)
  store.write(NAME, pieces)
  expect(text(store.read(NAME))).toBe('some bytes')
  expect(text(createDiskStore(folder).read(NAME))).toBe('some bytes')
  store.write(NAME, [Buffer.from('new')])
  expect(text(store.read(NAME))).toBe('new')
  expect(store.written).toBe(32 + 10 + 32 + 3)
})

test('leaves no temporary file, and says to others what the folder is', () => {
  createDiskStore(folder).write(NAME, pieces)
  expect(readdirSync(path.dirname(fileOf(NAME)))).toEqual([NAME])
  expect(readFileSync(path.join(folder, TAG_NAME), 'utf8')).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55\n/)
})

test('no flipped bit, no missing end and no added byte passes, and the damaged file goes', () => {
  const store = createDiskStore(folder)
  store.write(NAME, pieces)
  const whole = readFileSync(fileOf(NAME))
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const damaged = Buffer.from(whole)
    damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    writeFileSync(fileOf(NAME), damaged)
    expect(store.read(NAME), `bit ${bit}`).toBe(undefined)
    expect(existsSync(fileOf(NAME))).toBe(false)
  }
  for (let size = 0; size < whole.length; size++) {
    writeFileSync(fileOf(NAME), whole)
    truncateSync(fileOf(NAME), size)
    expect(store.read(NAME), `${size} bytes`).toBe(undefined)
  }
  writeFileSync(fileOf(NAME), Buffer.concat([whole, Buffer.from('x')]))
  expect(store.read(NAME)).toBe(undefined)
  store.write(NAME, pieces)
  expect(text(store.read(NAME))).toBe('some bytes')
})

test('what cannot be written is no error', () => {
  // A file stands where its folder would be made.
  writeFileSync(path.dirname(folder), '')
  const store = createDiskStore(folder)
  store.write(NAME, pieces)
  expect([store.read(NAME), store.written]).toEqual([undefined, 0])
})

test('a use sets the time of a file that has not been used for a while', () => {
  const store = createDiskStore(folder)
  store.write(NAME, pieces)
  const written = statSync(fileOf(NAME)).mtimeMs
  const old = new Date(written - 3_600_000)
  utimesSync(fileOf(NAME), old, old)
  store.read(NAME)
  expect(statSync(fileOf(NAME)).mtimeMs).toBeGreaterThanOrEqual(Math.floor(written))
})

test('in memory, what was not used for the longest time goes first', () => {
  const store = createMemoryStore(10)
  store.write('a', [Buffer.from('aaaa')])
  store.write('b', [Buffer.from('bbbb')])
  store.read('a')
  store.write('c', [Buffer.from('cccc')])
  expect(['a', 'b', 'c'].map((name) => text(store.read(name)))).toEqual(['aaaa', undefined, 'cccc'])
  store.write('a', [Buffer.from('aaaaaa')])
  expect(['a', 'c'].map((name) => text(store.read(name)))).toEqual(['aaaaaa', 'cccc'])
})

test('names of a moment are told from others', () => {
  expect([isTemporaryName('.0123456789abcdef.tmp'), isTemporaryName(NAME)]).toEqual([true, false])
})
