import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { foldersToWatch } from './watched_folders.ts'

let folder: string
const at = (name: string) => path.join(folder, name)
const watched = (files: string[], folders: string[] = []) =>
  [...foldersToWatch({ files: files.map(at), folders: folders.map(at) }).keys()].map((found) =>
    path.relative(folder, found),
  )

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'bpf-linker-folders-')))
  for (const name of ['src', 'inc']) mkdirSync(at(name))
  for (const name of ['src/a.c', 'src/b.c', 'inc/a.h']) writeFileSync(at(name), '')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('files are watched in their folders, each folder once', () => {
  expect(watched(['src/a.c', 'src/b.c', 'inc/a.h', 'src/new.h'], ['src'])).toEqual(['src', 'inc'])
})

test('what does not exist is awaited in the nearest folder that does', () => {
  expect(watched(['gen/deep/a.h', 'src/a.c/b.h'], ['none'])).toEqual(['', 'src'])
})

test('a file behind a symbolic link is watched where it is, too', () => {
  symlinkSync(at('inc/a.h'), at('src/link.h'))
  symlinkSync(at('inc/none.h'), at('src/dangling.h'))
  expect(watched(['src/link.h', 'src/dangling.h'])).toEqual(['src', 'inc'])
})

test('a folder that takes the place of another is told from it', () => {
  const before = foldersToWatch({ files: [at('src/a.c')], folders: [] })
  expect(foldersToWatch({ files: [at('src/a.c')], folders: [] })).toEqual(before)
  renameSync(at('src'), at('old'))
  mkdirSync(at('src'))
  expect(foldersToWatch({ files: [at('src/a.c')], folders: [] })).not.toEqual(before)
})
