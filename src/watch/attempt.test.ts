import { expect, test } from 'vitest'
import { createAttempts, Stopped } from './attempt.ts'
import type { Reads } from './changes.ts'
import { createFakeMachine, type FakeMachine } from './testing/fake_machine.ts'

const [SOURCE, HEADER] = ['/p/a.c', '/p/a.h']

interface Numbered extends Reads {
  number: number
}

/**
 * Attempts of which each ends when it is told to.
 * @param during What happens while each runs, until there is no more
 */
function attempts(
  during: ((made: Made) => void)[],
  machine = createFakeMachine(SOURCE, HEADER),
  more: Partial<Reads> = {},
) {
  const log: string[] = []
  const made: Made = {
    machine,
    log,
    ...createAttempts<Numbered>(
      async (signal) => {
        const number = log.push('running') - 1
        // The first begins before anybody has a hold of it.
        await null
        during[number]?.(made)
        await null
        log[number] = signal.aborted ? 'stopped' : 'ended'
        if (signal.aborted) throw new Error('aborted')
        return { dependencies: [SOURCE, HEADER], absent: [], trees: [], failed: false, number, ...more }
      },
      [SOURCE],
      machine,
    ),
  }
  return made
}
type Made = Omit<ReturnType<typeof createAttempts<Numbered>>, 'look' | 'made'> & { machine: FakeMachine; log: string[] }

test('one is enough when nothing changes, whatever is told of other files', async () => {
  const { outcome, log, machine } = attempts([
    ({ changes, machine }) => {
      machine.write('/p/other.h')
      expect(changes('/p/other.h')).toEqual([])
      // An event that comes late, for what was there before.
      expect(changes(SOURCE)).toEqual([])
      expect(changes()).toEqual([])
    },
  ])
  expect(await outcome).toMatchObject({ number: 0 })
  expect([log, machine.slept]).toEqual([['ended'], []])
})

test('one whose known files change is stopped, and the next is delivered', async () => {
  const { outcome, log } = attempts([
    ({ changes, machine }) => {
      machine.write(SOURCE)
      expect(changes(SOURCE)).toEqual([SOURCE])
    },
  ])
  expect(await outcome).toMatchObject({ number: 1 })
  expect(log).toEqual(['stopped', 'ended'])
})

test('one that turns out to have read a changed file is not delivered, without anyone telling', async () => {
  const { outcome, log } = attempts([({ machine }) => machine.write(HEADER)])
  expect(await outcome).toMatchObject({ number: 1 })
  expect(log).toEqual(['ended', 'ended'])
})

test('once it has read a header, a change of that stops it too', async () => {
  const { outcome, log } = attempts([
    ({ machine }) => machine.write(HEADER),
    ({ changes, machine }) => {
      machine.write(HEADER)
      expect(changes()).toEqual([HEADER])
    },
  ])
  expect(await outcome).toMatchObject({ number: 2 })
  expect(log).toEqual(['ended', 'stopped', 'ended'])
})

test('a burst of changes is awaited', async () => {
  const machine = createFakeMachine(SOURCE, HEADER)
  for (let i = 0; i < 6; i++) machine.duringSleep.push(() => machine.write(HEADER))
  const { outcome, log } = attempts([() => machine.write(HEADER)], machine)
  await outcome
  expect(log).toEqual(['ended', 'ended'])
  expect(machine.slept).toHaveLength(7)
})

test('a file that changes all the time keeps nobody waiting, and has changed for whoever looks next', async () => {
  const machine = createFakeMachine(SOURCE, HEADER)
  for (let i = 0; i < 100; i++) machine.duringSleep.push(() => machine.write(HEADER))
  const always = Array(100).fill(({ changes }: Made) => {
    machine.write(HEADER)
    changes()
  })
  const { outcome, log, changes } = attempts(always, machine)
  await outcome
  expect(log).toHaveLength(4)
  // The last is not stopped.
  expect(log.at(-1)).toBe('ended')
  expect(changes()).toEqual([HEADER])
})

test('a file that is gone is a change for one that has read it, and none for one that looked for it in vain', async () => {
  const gone = ['/p/gone.h']
  const failing = attempts([], undefined, { dependencies: gone, failed: true })
  expect(await failing.outcome).toMatchObject({ number: 0 })
  const { outcome, log } = attempts([], undefined, { dependencies: gone })
  await outcome
  expect(log.length).toBeGreaterThan(1)
})

test('what was made has no changes until one of its files does', async () => {
  const { outcome, changes, machine } = attempts([])
  await outcome
  expect(changes()).toEqual([])
  machine.write(HEADER)
  expect(changes()).toEqual([HEADER])
  expect(changes(SOURCE)).toEqual([])
})

test('stopped, it delivers nothing', async () => {
  const { outcome, log } = attempts([({ stop }) => stop()])
  await expect(outcome).rejects.toThrow(Stopped)
  expect(log).toEqual(['stopped'])
})

test('what an attempt throws is thrown', async () => {
  const throws = () => Promise.reject(new TypeError('a mistake'))
  await expect(createAttempts<Reads>(throws, [], createFakeMachine()).outcome).rejects.toThrow('a mistake')
})
