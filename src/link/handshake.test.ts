import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { shakeHands } from './handshake.ts'
import { findNative } from './native.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-handshake-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function refused(executable: string): Promise<BpfLinkerError> {
  const error = await shakeHands(executable).catch((e: unknown) => e)
  if (!(error instanceof BpfLinkerError)) throw new Error(`expected a BpfLinkerError, got ${String(error)}`)
  return error
}

test('the native part is known by the first that it writes', async () => {
  await expect(shakeHands(findNative().executable)).resolves.toBeUndefined()
})

test('another program is refused, with how it ended', async () => {
  const { code, message } = await refused('/bin/ls')
  expect([code, message]).toEqual([
    'NATIVE_NOT_STARTED',
    '/bin/ls ended with status 2 before it said that it is the native part of bpf-linker',
  ])
})

test('so are one that talks, and what is no program', async () => {
  const talks = path.join(folder, 'talks')
  writeFileSync(talks, '#!/bin/sh\nwhile :; do echo hello; done\n', { mode: 0o755 })
  expect((await refused(talks)).code).toBe('NATIVE_NOT_STARTED')
  const text = path.join(folder, 'text')
  writeFileSync(text, 'text')
  expect((await refused(text)).hint).toContain('chmod +x')
})
