import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { loadConfig } from './load_config.ts'

const cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-crates-'))
mkdirSync(path.join(cwd, 'crates/probe'), { recursive: true })
writeFileSync(path.join(cwd, 'crates/probe/Cargo.toml'), '')
writeFileSync(path.join(cwd, 'a.bpf.c'), '')
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

async function inputs(value: unknown) {
  const config = await loadConfig({ cwd, config: { objects: { a: { inputs: value } } } as UserConfig })
  return config.objects[0]?.inputs
}

async function told(value: unknown): Promise<string> {
  try {
    await inputs(value)
  } catch (error) {
    if (error instanceof BpfLinkerError) {
      return `${error.code} ${error.message}; ${error.hint ?? ''}`.replaceAll(cwd, '<root>')
    }
  }
  throw new Error('it did not fail')
}

test('a crate stands where the list has it, or alone', async () => {
  const crate = path.join(cwd, 'crates/probe')
  const probe = { cargo: 'crates/probe', bin: 'x', features: ['f'], toolchain: 'nightly' }
  expect(await inputs([probe, 'a.bpf.c', { cargo: 'crates/probe' }])).toEqual([
    { crate, bin: 'x', features: ['f'], toolchain: 'nightly' },
    { path: path.join(cwd, 'a.bpf.c') },
    { crate, features: [] },
  ])
  expect(await inputs({ cargo: 'crates/probe' })).toEqual([{ crate, features: [] }])
})

test.each([
  [
    { cargo: 'crates/prob' },
    'INPUT_NOT_FOUND',
    "there is no crate in 'crates/prob'; expected <root>/crates/prob/Cargo",
  ],
  [['crates/probe'], 'INPUT_IS_DIRECTORY', "did you mean { cargo: 'crates/probe' }?"],
  [[{ cargo: 'crates/probe', binary: 'x' }], 'CONFIG_INVALID', 'there is: cargo, bin, features, toolchain'],
  [[{ bin: 'x' }], 'CONFIG_INVALID', 'inputs[0].cargo: missing, expected the folder of a Cargo.toml'],
  [[{ cargo: 'crates/probe', features: ['a,b'] }], 'CONFIG_INVALID', "found 'a,b', expected the name of a feature"],
  [[1], 'CONFIG_INVALID', 'found 1, expected a path, a glob or a crate'],
])('%j', async (value, code, words) => {
  const text = await told(value)
  expect(text).toContain(code)
  expect(text).toContain(words)
})
