/** `bpf-linker profiles`, as users run it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { presetNames } from '../src/settings/profile.ts'
import { buildCommand, run } from './support/command.ts'

let cwd: string
beforeAll(buildCommand)
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-profiles-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const withConfig = () =>
  writeFileSync(
    path.join(cwd, 'bpf-linker.config.json'),
    JSON.stringify({
      profiles: {
        fleet: { extends: 'linux-5.4', loader: 'cilium', rules: { 'stack-size': 'warn' } },
        rhel: { extends: 'fleet', kernel: '4.18', features: ['helper:bpf_loop'] },
      },
    }),
  )

test('lists the presets without a config, with one its own too', async () => {
  const presets = await run(['profiles'], cwd)
  expect([presets.status, presets.stderr]).toEqual([0, ''])
  const names = (text: string) => text.split('\n').flatMap((line) => line.split(' ')[0] || [])
  expect(names(presets.stdout)).toEqual(['profile', ...presetNames])
  expect(presets.stdout).toMatch(/^linux-4\.19 +4\.19 +v2 +auto +unrollLoops, disableMemoryBuiltins$/m)

  withConfig()
  const own = await run(['profiles', '--json'], cwd)
  const { ok, profiles } = JSON.parse(own.stdout)
  expect(ok).toBe(true)
  expect(profiles.map((p: { name: string }) => p.name)).toEqual([...presetNames, 'fleet', 'rhel'])
})

test('shows one with what it extends', async () => {
  withConfig()
  const { stdout } = await run(['profiles', 'show', 'rhel', '--json'], cwd)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    profile: {
      name: 'rhel',
      kernel: '4.18',
      loader: 'cilium',
      cpu: 'v2',
      rules: { 'stack-size': 'warn' },
      features: ['helper:bpf_loop'],
    },
  })
  const text = await run(['profiles', 'show', 'rhel'], cwd)
  expect(text.stdout).toMatch(/^rhel\n {2}kernel +4\.18\n {2}loader +cilium\n/)
})

test.each([
  [['profiles', 'show'], 'needs the name of a profile'],
  [['profiles', 'shew', 'modern'], "did you mean 'show'?"],
  [['profiles', 'show', 'linux-5.1O'], "did you mean 'linux-5.10'?"],
])('%j is a mistake, told with its remedy', async (args, words) => {
  const { status, stderr } = await run(args, cwd)
  expect([status, stderr]).toEqual([2, expect.stringContaining(words)])
})
