import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createDiskStore, versionFolder } from './store.ts'
import { cacheStatus, cleanCache, trim, trimIfDue } from './trim.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'bpf-linker-trim-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let folder: string
let count = 0
beforeEach(() => {
  folder = path.join(scratch, `${++count}`)
})

const fileOf = (name: string) => path.join(versionFolder(folder), name.slice(0, 2), name)
/** 100 bytes each, used so many minutes ago. */
function fill(ages: Record<string, number>): void {
  const store = createDiskStore(folder)
  for (const [name, minutes] of Object.entries(ages)) {
    store.write(name, [Buffer.alloc(68)])
    const time = new Date(Date.now() - minutes * 60_000)
    utimesSync(fileOf(name), time, time)
  }
}
const names = () =>
  readdirSync(versionFolder(folder), { recursive: true, encoding: 'utf8' }).map((n) => path.basename(n))
const kept = (all: string[]) => all.filter((name) => existsSync(fileOf(name)))

test('what was used longest ago goes, until a fifth is free', () => {
  fill({ 'a-result': 4, 'b-result': 2, 'c-result': 5, 'd-result': 1, 'e-result': 3 })
  trim(folder, 450)
  expect(kept(['a-result', 'b-result', 'c-result', 'd-result', 'e-result'])).toEqual([
    'b-result',
    'd-result',
    'e-result',
  ])
})

test('nothing goes that fits', () => {
  fill({ 'a-result': 999, 'b-result': 1 })
  trim(folder, 200)
  expect(kept(['a-result', 'b-result'])).toHaveLength(2)
})

test('what killed processes left behind goes, once no process can still be writing it', () => {
  fill({ 'a-result': 1 })
  const [old, fresh] = ['.0000000000000000.tmp', '.1111111111111111.tmp'].map((n) =>
    path.join(path.dirname(fileOf('a-result')), n),
  )
  for (const file of [old, fresh]) writeFileSync(file ?? '', 'x')
  const time = new Date(Date.now() - 2 * 3_600_000)
  utimesSync(old ?? '', time, time)
  trim(folder, 1 << 20)
  expect([old, fresh].map((file) => existsSync(file ?? ''))).toEqual([false, true])
})

test('the folder is gone through once an hour, and whenever much was added', () => {
  fill({ 'a-result': 2, 'b-result': 1 })
  trimIfDue(folder, 150, 0)
  expect(kept(['a-result', 'b-result'])).toHaveLength(2)
  trimIfDue(folder, 150, 1)
  expect(kept(['a-result', 'b-result'])).toEqual(['b-result'])
  fill({ 'a-result': 2, 'b-result': 1 })
  trimIfDue(folder, 150, 1)
  expect(kept(['a-result', 'b-result'])).toHaveLength(2)
  trimIfDue(folder, 150, 100)
  expect(kept(['a-result', 'b-result'])).toEqual(['b-result'])
})

test('a folder that is not there, or not ours', () => {
  expect(cacheStatus(folder)).toEqual({ objects: 0, size: 0 })
  trimIfDue(folder, 1, 1)
  cleanCache(folder)
  mkdirSync(path.join(folder, 'v1/src'), { recursive: true })
  writeFileSync(path.join(folder, 'v1/src/main.c'), '')
  cleanCache(folder)
  expect(existsSync(path.join(folder, 'v1/src/main.c'))).toBe(true)
})

test('cleaning removes what we put there, of every version, and nothing else', () => {
  fill({ 'a-result': 1, 'b-variants': 1 })
  expect(cacheStatus(folder)).toEqual({ objects: 1, size: 200 })
  mkdirSync(path.join(folder, 'v0/ab'), { recursive: true })
  writeFileSync(path.join(folder, 'notes.txt'), '')
  cleanCache(folder)
  expect(readdirSync(folder)).toEqual(['notes.txt'])
  fill({ 'a-result': 1 })
  rmSync(path.join(folder, 'notes.txt'))
  expect(names()).toContain('a-result')
  cleanCache(folder)
  expect(existsSync(folder)).toBe(false)
})
