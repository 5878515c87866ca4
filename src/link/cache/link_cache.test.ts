import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { write as writeProject } from '../../../test/support/config_project.ts'
import { loadConfig } from '../../config/load_config.ts'
import type { JobInput } from '../../settings/job.ts'
import type { ResolvedObject } from '../../settings/object.ts'
import { type KeptResult, type LinkCache, openLinkCache, withoutFinding } from './link_cache.ts'

const scratch = mkdtempSync(path.join(tmpdir(), 'bpf-linker-cache-'))
const outer = process.env.BPF_LINKER_NATIVE_PATH
// Nothing is linked here, and the real one has 60 MB to hash.
writeFileSync(path.join(scratch, 'bpf-linker'), '')
process.env.BPF_LINKER_NATIVE_PATH = scratch
afterAll(() => {
  if (outer === undefined) delete process.env.BPF_LINKER_NATIVE_PATH
  else process.env.BPF_LINKER_NATIVE_PATH = outer
  rmSync(scratch, { recursive: true, force: true })
})

let project: string
let object: ResolvedObject
let count = 0
const at = (name: string) => path.join(project, name)
const settle = () => new Promise((resolve) => setTimeout(resolve, 40))

async function write(files: Record<string, string>): Promise<void> {
  writeProject(project, files)
  await settle()
}

beforeEach(async () => {
  project = path.join(scratch, `${++count}`)
  await write({ 'a.c': '#include "a.h"', 'inc/a.h': '1' })
  const { objects } = await loadConfig({ cwd: project, config: { objects: { a: { inputs: 'a.c' } } } })
  object = objects[0] as ResolvedObject
})

function open(): LinkCache {
  const cache = openLinkCache({ folder: at('cache'), maxSize: 1 << 30 })
  if (cache === undefined) throw new Error('there is a folder')
  return cache
}

const placeIn = (cache: LinkCache) => cache.placeOf({ object, inputs: object.inputs as JobInput[], inspect: {} })
const result = (text: string): KeptResult => ({ header: { text }, blobs: [Buffer.from(`bytes of ${text}`)] })
const read = () => ({ files: [at('a.c'), at('inc/a.h')], absent: [at('a.h')] })
const keep = (text: string, cache = open()) => placeIn(cache)?.keep(result(text), read())
/** In a run of its own. */
function found(cache = open()): string | undefined {
  const kept = placeIn(cache)?.find()
  if (kept !== undefined) expect(Buffer.from(kept.blobs[0] ?? []).toString()).toBe(`bytes of ${kept.header.text}`)
  return kept?.header.text as string | undefined
}

test('finds what was kept, while nothing changes', async () => {
  expect(found()).toBe(undefined)
  keep('first')
  expect(found()).toBe('first')
  expect(found(withoutFinding(open()))).toBe(undefined)
})

test('a changed source, a changed header and one that is gone', async () => {
  keep('first')
  await write({ 'inc/a.h': '2' })
  expect(found()).toBe(undefined)
  await write({ 'inc/a.h': '1', 'a.c': '#include <a.h>' })
  expect(found()).toBe(undefined)
  await write({ 'a.c': '#include "a.h"' })
  expect(found()).toBe('first')
  rmSync(at('inc/a.h'))
  expect(found()).toBe(undefined)
})

test('a header that appears where one was looked for', async () => {
  keep('first')
  await write({ 'a.h': '3' })
  expect(found()).toBe(undefined)
  rmSync(at('a.h'))
  expect(found()).toBe('first')
})

test('eight states of the headers are known, those that were made last', async () => {
  for (let state = 1; state <= 9; state++) {
    await write({ 'inc/a.h': `${state}` })
    keep(`state ${state}`)
  }
  for (const state of [9, 2]) {
    await write({ 'inc/a.h': `${state}` })
    expect(found()).toBe(`state ${state}`)
  }
  await write({ 'inc/a.h': '1' })
  expect(found()).toBe(undefined)
})

test('a file that changed while it was read, or just before, makes a result that is not kept', async () => {
  const place = placeIn(open())
  await write({ 'inc/a.h': '2' })
  place?.keep(result('of either state'), read())
  expect(found()).toBe(undefined)

  writeFileSync(at('inc/a.h'), '3')
  placeIn(open())?.keep(result('of either state'), read())
  await settle()
  expect(found()).toBe(undefined)

  const other = placeIn(open())
  await write({ 'a.h': '4' })
  other?.keep(result('found elsewhere'), read())
  expect(found()).toBe(undefined)
  rmSync(at('a.h'))
  expect(found()).toBe(undefined)
})

test('a source that changed between its key and its link', async () => {
  const place = placeIn(open())
  await write({ 'a.c': '#include <a.h>' })
  place?.keep(result('of either state'), read())
  expect(found()).toBe(undefined)
  await write({ 'a.c': '#include "a.h"' })
  expect(found()).toBe(undefined)
})

test('without a folder there is a cache in memory, for who wants it', () => {
  const nowhere = { folder: undefined, maxSize: 1 << 20 }
  expect(openLinkCache(nowhere)).toBe(undefined)
  const cache = openLinkCache(nowhere, { memory: true })
  if (cache === undefined) throw new Error('it was asked for')
  keep('first', cache)
  expect(found(cache)).toBe('first')
})

test('values are made once for their content', async () => {
  let made = 0
  const value = async () => ({ made: ++made, left: undefined })
  expect(await open().remember(['a', 1], value)).toEqual({ made: 1 })
  expect(await open().remember(['a', 1], value)).toEqual({ made: 1 })
  expect(await open().remember(['a', 2], value)).toEqual({ made: 2 })
  await expect(open().remember(['b'], () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await open().remember(['b'], value)).toEqual({ made: 3 })
})

test('another native part in a running process has keys of its own', async () => {
  const cache = open()
  keep('first', cache)
  writeFileSync(path.join(scratch, 'libbpf-linker.so'), 'new')
  await settle()
  expect(found(cache)).toBe(undefined)
  rmSync(path.join(scratch, 'libbpf-linker.so'))
  await settle()
  expect(found(cache)).toBe('first')
})
