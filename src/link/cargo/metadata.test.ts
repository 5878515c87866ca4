import { expect, test } from 'vitest'
import { BpfLinkerError } from '../../errors.ts'
import { chooseTarget } from './metadata.ts'

const asIs = (file: string) => file

interface Target {
  name: string
  kind: string[]
}

function metadata(targets: Target[], manifest_path = '/app/probe/Cargo.toml'): string {
  const whole = targets.map((target) => ({
    ...target,
    crate_types: target.kind,
    src_path: `/app/src/${target.name}.rs`,
  }))
  const packages = [{ name: 'probe-ebpf', manifest_path, targets: whole }]
  return JSON.stringify({ packages, target_directory: '/app/target', workspace_root: '/app' })
}

const input = { crate: '/app/probe', features: [] }
const bin = (name: string): Target => ({ name, kind: ['bin'] })
const cdylib: Target = { name: 'lib', kind: ['rlib', 'cdylib'] }
const script: Target = { name: 'build-script-build', kind: ['custom-build'] }

test('the only binary, the named one, or the cdylib', () => {
  expect(chooseTarget(metadata([script, bin('probe'), cdylib]), input, asIs)).toEqual({
    kind: 'bin',
    name: 'probe',
    folder: '/app/probe',
    source: '/app/src/probe.rs',
    workspaceRoot: '/app',
    targetDirectory: '/app/target/bpf-linker',
  })
  expect(chooseTarget(metadata([bin('a'), bin('b')]), { ...input, bin: 'b' }, asIs).name).toBe('b')
  expect(chooseTarget(metadata([script, cdylib]), input, asIs)).toMatchObject({ kind: 'cdylib', name: 'lib' })
})

test.each([
  [[bin('probe'), bin('net')], 'prob', "has no binary 'prob'", "did you mean 'probe'?"],
  [[bin('probe'), bin('net')], 'xyz', "has no binary 'xyz'", 'there is: probe, net'],
  [[bin('probe'), bin('net')], undefined, 'has 2 binaries', 'add bin: one of probe, net'],
  [[script, { name: 'lib', kind: ['lib'] }], undefined, 'has nothing to link', 'cdylib'],
])('%j, bin %j: %s', (targets, name, message, hint) => {
  const error = failure(metadata(targets), name)
  expect(error.code).toBe('INPUT_NOT_FOUND')
  expect(error.message).toContain(message)
  expect(error.hint).toContain(hint)
  expect(error.dependencies).toEqual(['/app/probe/Cargo.toml'])
})

test('a crate is found through a symbolic link', () => {
  const linked = { ...input, crate: '/link' }
  const realPath = (file: string) => file.replace('/link/', '/app/probe/')
  expect(chooseTarget(metadata([bin('probe')]), linked, realPath).name).toBe('probe')
})

test('a workspace without a package names its members', () => {
  expect(failure(metadata([bin('x')], '/app/probe/inner/Cargo.toml'), undefined).hint).toContain('members: inner')
})

function failure(json: string, name: string | undefined): BpfLinkerError {
  try {
    chooseTarget(json, name === undefined ? input : { ...input, bin: name }, asIs)
  } catch (error) {
    if (error instanceof BpfLinkerError) return error
  }
  throw new Error('it did not fail')
}
