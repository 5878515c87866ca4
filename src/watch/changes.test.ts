import { expect, test } from 'vitest'
import { asChanged, changesSince, lookAt, overtaking, placesOf, type Reads } from './changes.ts'
import { createFakeMachine, type FakeMachine } from './testing/fake_machine.ts'

const looked = (machine: FakeMachine, files: string[]) => lookAt({ files }, machine)

test('a file that is written, goes or comes has changed, and no other', () => {
  const machine = createFakeMachine('/p/a.c', '/p/b.c', '/p/gone.h')
  const look = looked(machine, ['/p/a.c', '/p/b.c', '/p/gone.h', '/p/new.h'])
  expect(changesSince(look, machine)).toEqual([])
  machine.write('/p/a.c', '/p/new.h', '/p/neighbour')
  machine.remove('/p/gone.h')
  expect(changesSince(look, machine)).toEqual(['/p/a.c', '/p/gone.h', '/p/new.h'])
})

test('of a file that a watcher tells, only that file counts', () => {
  const machine = createFakeMachine('/p/a.c', '/p/b.c')
  const look = looked(machine, ['/p/a.c', '/p/b.c'])
  machine.write('/p/a.c')
  expect(changesSince(look, machine, '/p/a.c')).toEqual(['/p/a.c'])
  // An event that comes late, for what was there before.
  expect(changesSince(look, machine, '/p/b.c')).toEqual([])
  expect(changesSince(look, machine, '/p/other.c')).toEqual([])
})

test('a watcher is believed of a file that was written just before the look', () => {
  const machine = createFakeMachine()
  machine.write('/p/a.c')
  const look = looked(machine, ['/p/a.c'])
  expect(changesSince(look, machine)).toEqual([])
  expect(changesSince(look, machine, '/p/a.c')).toEqual(['/p/a.c'])
})

test('in a tree a file that comes or goes is a change, at any depth, and one that is written is none', () => {
  const machine = createFakeMachine('/p/src/a.c', '/p/src/net/b.c')
  const look = () => lookAt({ files: [], trees: ['/p/src', '/p/later'] }, machine)
  const changed = (change: () => void) => {
    const before = look()
    change()
    return changesSince(before, machine)
  }
  expect(changed(() => machine.write('/p/src/a.c'))).toEqual([])
  expect(changed(() => machine.write('/p/src/net/new.c'))).toEqual(['/p/src/net'])
  expect(changed(() => machine.remove('/p/src/net/new.c'))).toEqual(['/p/src/net'])
  expect(changed(() => machine.write('/p/src/deep/er/c.c'))).toEqual(['/p/src'])
  expect(changed(() => machine.write('/p/src/deep/er/d.c'))).toEqual(['/p/src/deep/er'])
  expect(changed(() => machine.write('/p/later/a.c'))).toEqual(['/p/later'])
})

test('in a tree what others put there is none: packages, hidden folders, our own output', () => {
  const machine = createFakeMachine('/p/a.c', '/p/node_modules/x/a.c', '/p/.git/a', '/p/out/a.o')
  const isOutput = (file: string) => file.startsWith('/p/out') || file === '/p/a.d.c.ts'
  const before = lookAt({ files: [], trees: ['/p'], isOutput }, machine)
  machine.write('/p/node_modules/x/b.c', '/p/.git/b', '/p/out/b.o', '/p/a.d.c.ts')
  expect(changesSince(before, machine)).toEqual([])
  expect(changesSince(before, machine, '/p/a.d.c.ts')).toEqual([])
  machine.write('/p/b.c')
  expect(changesSince(before, machine, '/p/b.c')).toEqual(['/p/b.c'])
})

const reads = (more: Partial<Reads> = {}): Reads => ({
  dependencies: ['/p/a.c', '/p/a.h'],
  absent: ['/p/first/a.h'],
  trees: [],
  failed: false,
  ...more,
})

/** What overtakes something that knew of a.c, read all of it, and then was ready. */
function overtakes(change: (machine: FakeMachine) => void, read = reads()): string[] {
  const machine = createFakeMachine('/p/a.c', '/p/a.h')
  const before = looked(machine, ['/p/a.c'])
  change(machine)
  return overtaking(read, before, lookAt(placesOf(read), machine))
}

test('what is written, goes or comes while something is made overtakes it', () => {
  expect(overtakes(() => {})).toEqual([])
  expect(overtakes((machine) => machine.write('/p/a.c'))).toEqual(['/p/a.c'])
  expect(overtakes((machine) => machine.write('/p/a.h'))).toEqual(['/p/a.h'])
  expect(overtakes((machine) => machine.remove('/p/a.h'))).toEqual(['/p/a.h'])
  expect(overtakes((machine) => machine.write('/p/first/a.h'))).toEqual(['/p/first/a.h'])
})

test('a known file with an old time, moved over the other, is a change; a time in the future is none by itself', () => {
  expect(overtakes((machine) => machine.writeAt(7, '/p/a.c'))).toEqual(['/p/a.c'])
  expect(overtakes((machine) => machine.writeAt(machine.now() + 3_600_000, '/p/a.h'))).toEqual([])
})

test('what failed may have missed files, and is overtaken when one of them comes', () => {
  const read = reads({ failed: true, dependencies: ['/p/a.c', '/p/missing.h'], absent: [], trees: ['/p/src'] })
  expect(overtakes(() => {}, read)).toEqual([])
  expect(overtakes((machine) => machine.write('/p/missing.h'), read)).toEqual(['/p/missing.h'])
  expect(overtakes((machine) => machine.write('/p/src/new.rs'), read)).toEqual(['/p/src'])
})

test('what could not be waited for has changed at the next look', () => {
  const machine = createFakeMachine('/p/a.c', '/p/b.c')
  const look = asChanged(looked(machine, ['/p/a.c', '/p/b.c']), ['/p/b.c'])
  expect(changesSince(look, machine)).toEqual(['/p/b.c'])
})
