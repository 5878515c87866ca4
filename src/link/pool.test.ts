import { describe, expect, test } from 'vitest'
import { createPool } from './pool.ts'

const aborted = () => new Error('aborted')

/** A task that ends when told to. */
function task() {
  let resolve = (_: string): void => {}
  let reject = (_: Error): void => {}
  const promise = new Promise<string>((yes, no) => {
    resolve = yes
    reject = no
  })
  const it = {
    started: false,
    resolve,
    reject,
    run() {
      it.started = true
      return promise
    },
  }
  return it
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('pool', () => {
  test('runs so many at once, in the order they came', async () => {
    const pool = createPool()
    const tasks = [task(), task(), task(), task()]
    const results = tasks.map((t) => pool.run(t.run, { limit: 2, aborted }))
    expect(tasks.map((t) => t.started)).toEqual([true, true, false, false])
    tasks[1]?.resolve('second')
    expect(await results[1]).toBe('second')
    await turn()
    expect(tasks.map((t) => t.started)).toEqual([true, true, true, false])
    tasks[0]?.resolve('')
    await turn()
    expect(tasks[3]?.started).toBe(true)
  })

  test('a failure frees its place', async () => {
    const pool = createPool()
    const [first, second] = [task(), task()]
    const failing = pool.run(first.run, { limit: 1, aborted })
    void pool.run(second.run, { limit: 1, aborted })
    first.reject(new Error('no'))
    await expect(failing).rejects.toThrow('no')
    await turn()
    expect(second.started).toBe(true)
  })

  test('an abort takes a waiting task out, and only that', async () => {
    const pool = createPool()
    const tasks = [task(), task(), task()]
    const controller = new AbortController()
    const results = tasks.map((t, i) =>
      pool.run(t.run, { limit: 1, signal: i === 1 ? controller.signal : undefined, aborted }),
    )
    controller.abort()
    await expect(results[1]).rejects.toThrow('aborted')
    tasks[0]?.resolve('')
    await turn()
    expect(tasks.map((t) => t.started)).toEqual([true, false, true])
  })

  test('an abort that came before starts nothing', async () => {
    const never = task()
    await expect(createPool().run(never.run, { limit: 1, signal: AbortSignal.abort(), aborted })).rejects.toThrow(
      'aborted',
    )
    expect(never.started).toBe(false)
  })

  test('a low limit at the head is not overtaken', async () => {
    const pool = createPool()
    const [first, careful, wide] = [task(), task(), task()]
    void pool.run(first.run, { limit: 4, aborted })
    void pool.run(careful.run, { limit: 1, aborted })
    void pool.run(wide.run, { limit: 4, aborted })
    expect([careful.started, wide.started]).toEqual([false, false])
    first.resolve('')
    await turn()
    expect([careful.started, wide.started]).toEqual([true, true])
  })
})
