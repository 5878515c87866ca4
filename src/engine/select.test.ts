import { describe, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import { selectObjects } from './select.ts'

const object = (name: string, profile: string, id = name) => ({ name, id, profile: { name: profile } })
const config = {
  configFile: '/app/bpf-linker.config.ts',
  dependencies: ['/app/bpf-linker.config.ts'],
  objects: [
    object('probe', 'linux-5.4', 'probe.linux-5.4'),
    object('probe', 'linux-6.1', 'probe.linux-6.1'),
    object('net', 'linux-6.1'),
  ],
} as unknown as ResolvedConfig

const select = (names: string[], profileNames: string[] = []) =>
  selectObjects(config, { names, profileNames }).map(({ id }) => id)

describe('selection', () => {
  test("is all, or some by name, id and profile, in the config's order", () => {
    expect(select([])).toEqual(['probe.linux-5.4', 'probe.linux-6.1', 'net'])
    expect(select(['net', 'probe'])).toEqual(['probe.linux-5.4', 'probe.linux-6.1', 'net'])
    expect(select(['probe.linux-6.1'])).toEqual(['probe.linux-6.1'])
    expect(select([], ['linux-6.1'])).toEqual(['probe.linux-6.1', 'net'])
    expect(select(['probe'], ['linux-5.4'])).toEqual(['probe.linux-5.4'])
  })

  test.each([
    [['prob'], [], "has no object 'prob'", "did you mean 'probe'?"],
    [[], ['linux-6.2'], "no object for the profile 'linux-6.2'", "'linux-6.1'"],
    [['net'], ['linux-5.4'], "no object for the profile 'linux-5.4'", ''],
  ])('%j %j is refused', (names, profileNames, message, hint) => {
    try {
      select(names, profileNames)
      expect.fail('it was accepted')
    } catch (error) {
      if (!(error instanceof BpfLinkerError)) throw error
      expect(error.code).toBe('CONFIG_UNKNOWN_NAME')
      expect(error.message).toContain(message)
      expect(error.hint).toContain(hint)
      expect(error.dependencies).toEqual(config.dependencies)
    }
  })

  test('no objects at all is an error', () => {
    expect(() => selectObjects({ ...config, objects: [] }, { names: [], profileNames: [] })).toThrow(
      'has no objects to build',
    )
  })
})
