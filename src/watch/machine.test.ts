import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMachine } from './machine.ts'

let folder: string
const at = (name: string) => path.join(folder, name)
const machine = createMachine()
/** So long that the clock of a file system has moved on. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 30))

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-machine-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file has the same state until it is written, moved, or changed in any other way', async () => {
  writeFileSync(at('a.c'), '1')
  const states = [machine.file(at('a.c'))?.stamp]
  const changes = [
    () => writeFileSync(at('a.c'), '2'),
    // Set back to where it was: the time of change tells.
    () => utimesSync(at('a.c'), new Date(0), new Date(0)),
    () => utimesSync(at('a.c'), new Date(0), new Date(0)),
    () => chmodSync(at('a.c'), 0o600),
    () => rmSync(at('a.c')),
  ]
  for (const change of changes) {
    expect(machine.file(at('a.c'))?.stamp).toBe(states.at(-1))
    await tick()
    change()
    states.push(machine.file(at('a.c'))?.stamp)
  }
  expect(new Set(states).size).toBe(states.length)
  expect(states.at(-1)).toBe(undefined)
})

test('behind a symbolic link it is the file that counts', async () => {
  writeFileSync(at('a.c'), '1')
  symlinkSync(at('a.c'), at('link.c'))
  const before = machine.file(at('link.c'))
  expect(before).toEqual(machine.file(at('a.c')))
  await tick()
  writeFileSync(at('a.c'), '22')
  expect(machine.file(at('link.c'))?.stamp).not.toBe(before?.stamp)
})

test('a folder is no file, a file no folder, and a path through a file neither', () => {
  writeFileSync(at('a.c'), '')
  expect([machine.file(folder), machine.folder(at('a.c'))]).toEqual([undefined, undefined])
  expect([machine.file(at('a.c/b')), machine.folder(at('a.c/b'))]).toEqual([undefined, undefined])
  expect([machine.file(at('none')), machine.folder(at('none'))]).toEqual([undefined, undefined])
  expect(machine.file('/dev/null')).toBeDefined()
})

test('a folder has the names in it, as they are at the moment', async () => {
  mkdirSync(at('below'))
  for (let i = 0; i < 3; i++) {
    writeFileSync(at(`${i}.c`), '')
    const names = [...Array.from({ length: i + 1 }, (_, n) => `${n}.c`), 'below']
    expect(machine.folder(folder)).toMatchObject({ names, folders: ['below'] })
    // Kept once it has settled, and equal then as well.
    await tick()
    expect(machine.folder(folder)).toMatchObject({ names, folders: ['below'] })
  }
  rmSync(at('below'), { recursive: true })
  expect(machine.folder(folder)).toMatchObject({ names: ['0.c', '1.c', '2.c'], folders: [] })
})
