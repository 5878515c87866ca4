import { expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { presetNames } from '../settings/profile.ts'
import { isNewer, listProfiles, resolveProfile } from './profiles.ts'

function failure(run: () => unknown): BpfLinkerError {
  try {
    run()
  } catch (error) {
    if (error instanceof BpfLinkerError) return error
  }
  throw new Error('it did not throw a BpfLinkerError')
}

test('every preset that issue 2 names exists', () => {
  expect(presetNames).toEqual(
    expect.arrayContaining([
      ...['old-kernel-no-loops', 'linux-4.19', 'linux-5.4', 'linux-5.10', 'linux-5.15'],
      ...['linux-6.1', 'linux-6.6', 'linux-6.12', 'modern', 'generic'],
    ]),
  )
})

test('no preset asks for more than its kernel has', () => {
  const since = { v1: '4.4', v2: '4.14', v3: '5.1', v4: '6.6' } as const
  for (const profile of listProfiles()) {
    if (profile.kernel === undefined) continue
    const needs = since[profile.cpu as keyof typeof since]
    expect(isNewer(needs, profile.kernel), `${profile.name}: ${profile.cpu}`).toBe(false)
    expect(profile.inlineAll, `${profile.name}: calls came with 4.16`).toBe(isNewer('4.16', profile.kernel))
    expect(profile.unrollLoops, `${profile.name}: loops came with 5.3`).toBe(isNewer('5.3', profile.kernel))
    expect(profile.loops, profile.name).toBe(!profile.unrollLoops)
    expect(profile.fetchAtomics, `${profile.name}: fetching atomics came with 5.12`).toBe(
      !isNewer('5.12', profile.kernel),
    )
    expect(profile.globalData, `${profile.name}: global data came with 5.2`).toBe(!isNewer('5.2', profile.kernel))
    expect(profile.maxInstructions, `${profile.name}: 4096 until 5.1`).toBe(
      isNewer('5.2', profile.kernel) ? 4096 : undefined,
    )
    expect(profile.freezeRodata).toBe(false)
    expect(profile.jumpTables).toBe(false)
  }
})

test('generic is what the original does', () => {
  expect(resolveProfile('generic')).toEqual({
    name: 'generic',
    kernel: undefined,
    loader: 'auto',
    cpu: 'generic',
    cpuFeatures: '',
    btf: true,
    unrollLoops: false,
    inlineAll: false,
    loops: true,
    maxInstructions: undefined,
    globalData: true,
    fetchAtomics: true,
    freezeRodata: false,
    disableMemoryBuiltins: false,
    jumpTables: false,
    rules: {},
    features: [],
  })
})

test('a chain of user profiles ends in a preset; the nearest setting counts, rules add up', () => {
  const profile = resolveProfile('edge', {
    fleet: { extends: 'linux-4.19', loader: 'cilium', rules: { 'stack-size': 'warn', loops: 'off' } },
    edge: { extends: 'fleet', cpu: 'v1', cpuFeatures: ['+alu32', '-dwarfris'], rules: { loops: 'error' } },
  })
  expect(profile).toMatchObject({
    name: 'edge',
    kernel: '4.19',
    loader: 'cilium',
    cpu: 'v1',
    cpuFeatures: '+alu32,-dwarfris',
    unrollLoops: true,
    rules: { 'stack-size': 'warn', loops: 'error' },
  })
})

test('added features add up along a chain', () => {
  const own = {
    rhel: { kernel: '4.18', features: ['loops'] },
    mine: { extends: 'rhel', features: ['loops', 'helper:bpf_loop'] },
  }
  expect(resolveProfile('mine', own)).toMatchObject({ kernel: '4.18', features: ['loops', 'helper:bpf_loop'] })
})

test.each([
  ['4.4', 'v1', true],
  ['4.14', 'v2', true],
  ['5.8', 'v2', false],
  ['6.10', 'v4', false],
  ['7.2', 'v4', false],
])('a profile with only kernel %s gets the settings of the newest preset before it', (kernel, cpu, inlineAll) => {
  expect(resolveProfile('mine', { mine: { kernel } })).toMatchObject({ kernel, cpu, inlineAll })
})

test('a profile of nothing is generic', () => {
  expect(resolveProfile('mine', { mine: {} })).toEqual({ ...resolveProfile('generic'), name: 'mine' })
})

test('an unknown name: the nearest, and where it stands', () => {
  const error = failure(() => resolveProfile('linux-5.1O'))
  expect(error.code).toBe('CONFIG_UNKNOWN_NAME')
  expect(error.message).toBe("no profile is called 'linux-5.1O'")
  expect(error.hint).toBe("did you mean 'linux-5.10'?")

  const inChain = failure(() => resolveProfile('fleet', { fleet: { extends: 'linux-9' } }))
  expect(inChain.message).toBe("profiles.fleet.extends: no profile is called 'linux-9'")
})

test('names of Object.prototype are unknown like any other', () => {
  expect(failure(() => resolveProfile('constructor')).code).toBe('CONFIG_UNKNOWN_NAME')
})

test('a circle shows all who are in it', () => {
  const error = failure(() => listProfiles({ a: { extends: 'b' }, b: { extends: 'c' }, c: { extends: 'a' } }))
  expect(error.code).toBe('CONFIG_INVALID')
  expect(error.message).toBe("profiles.a.extends: profiles extend each other: 'a' → 'b' → 'c' → 'a'")
})

test('resolved profiles are the callers own', () => {
  const first = resolveProfile('modern')
  first.rules.loops = 'off'
  first.features.push('helper:bpf_loop')
  expect(resolveProfile('modern').rules).not.toHaveProperty('loops')
  expect(resolveProfile('modern').features).toEqual([])
})
