import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { isSettled, stampOf, statFile } from './file_state.ts'

const second = 1_000_000_000n
/** As of a file system with fine times, and one without fractions. */
const [fine, coarse] = [1_700_000_000n * second + 123_456_789n, 1_700_000_000n * second]
const after = (time: bigint, milliseconds: number) => Number(time / 1_000_000n) + milliseconds

test.each([
  ['just written', fine, fine, 5, false],
  ['left alone for more than a tick', fine, fine, 25, true],
  ['written after that time', fine, fine, -100, false],
  ['an old time was set just now', fine - 99n * second, fine, 5, false],
  ['times without a fraction, a second ago', coarse, coarse, 1000, false],
  ['times without a fraction, three seconds ago', coarse, coarse, 3000, true],
] as const)('%s', (_, mtimeNs, ctimeNs, later, settled) => {
  expect(isSettled({ mtimeNs, ctimeNs }, after(ctimeNs, later))).toBe(settled)
})

test('only regular files have a state, and another file of the same size and time has another', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-state-'))
  try {
    const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')]
    for (const file of [a, b]) writeFileSync(file, 'text')
    expect([statFile(folder), statFile(path.join(folder, 'c')), statFile(path.join(a, 'c'))]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    const [first, second] = [statFile(a), statFile(b)]
    if (first === undefined || second === undefined) throw new Error('both are files')
    const { mtimeNs, ctimeNs } = first
    expect(stampOf(first)).not.toBe(stampOf(Object.assign(second, { mtimeNs, ctimeNs })))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
