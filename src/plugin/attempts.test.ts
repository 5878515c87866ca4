import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { burst, LONGEST_PAUSE } from '../../test/support/burst.ts'
import { createAttempts, Superseded } from './attempts.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-attempts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const source = path.join(folder, 'a.c')
const header = path.join(folder, 'a.h')
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

beforeEach(async () => {
  for (const file of [source, header]) writeFileSync(file, '')
  await pause(20)
})

/** Attempts that take so long each; what became of them. */
function attempts(milliseconds: number, known = [source], dependencies = [source, header]) {
  const log: string[] = []
  const made = createAttempts(async (signal) => {
    const number = log.push('running') - 1
    await pause(milliseconds)
    log[number] = signal.aborted ? 'stopped' : 'ended'
    if (signal.aborted) throw new Error('aborted')
    return { dependencies, number }
  }, known)
  return { ...made, log }
}

test('one is enough when nothing changes, whatever is told of other files', async () => {
  const { outcome, changed, log } = attempts(30)
  changed(path.join(folder, 'other.h'))
  // An event that comes late, for what was there before.
  changed(source)
  expect(await outcome).toMatchObject({ number: 0 })
  expect(log).toEqual(['ended'])
})

test('one whose known files change is stopped, and the next is delivered', async () => {
  const { outcome, changed, log } = attempts(30)
  await pause(10)
  writeFileSync(source, 'x')
  changed(source)
  expect(await outcome).toMatchObject({ number: 1 })
  expect(log).toEqual(['stopped', 'ended'])
})

test('one that turns out to have read a changed file is not delivered, without anyone telling', async () => {
  const { outcome, log } = attempts(30)
  await pause(10)
  writeFileSync(header, 'x')
  expect(await outcome).toMatchObject({ number: 1 })
  expect(log).toEqual(['ended', 'ended'])
})

test('a burst of changes is awaited', async () => {
  for (;;) {
    const { outcome, log } = attempts(30)
    const pause = await burst(12, (i) => writeFileSync(header, `${i}`))
    await outcome
    if (pause > LONGEST_PAUSE) continue
    expect(log).toEqual(['ended', 'ended'])
    return
  }
})

test('a file that is gone is a change for one that has read it, and none for one that looked for it in vain', async () => {
  const gone = path.join(folder, 'gone.h')
  const failing = createAttempts(async () => ({ dependencies: [gone], error: 'not found' }), [])
  expect(await failing.outcome).toMatchObject({ error: 'not found' })
  const { outcome, log } = attempts(5, [source], [source, gone])
  await outcome
  expect(log.length).toBeGreaterThan(1)
})

test('forgotten, it is stopped and delivers nothing', async () => {
  const { outcome, forget, log } = attempts(30)
  await pause(5)
  forget()
  await expect(outcome).rejects.toThrow(Superseded)
  expect(log).toEqual(['stopped'])
})

test('what an attempt throws is thrown', async () => {
  const failing = createAttempts(() => Promise.reject(new TypeError('a mistake')), [])
  await expect(failing.outcome).rejects.toThrow('a mistake')
})
