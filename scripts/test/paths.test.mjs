import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../setup/run.mjs'
import { testsAt } from './native.mjs'
import { sortPaths } from './paths.mjs'

describe('sortPaths()', () => {
  test('tells native tests from the others, and both from flags', () => {
    const args = ['native/test/linker/read/scan_test.cpp', 'src/link/native.test.ts', '-t', 'a name', '--bail=1']
    expect(sortPaths(args)).toEqual({
      native: ['linker/read/scan_test.cpp'],
      vitest: ['src/link/native.test.ts'],
      flags: ['-t', 'a name', '--bail=1'],
    })
  })

  test('takes a path as a shell completes it', () => {
    const { native, vitest } = sortPaths([
      './native/test/job/',
      join(root, 'native/test'),
      join(root, 'test/cli.test.ts'),
    ])
    expect({ native, vitest }).toEqual({ native: ['job', ''], vitest: ['test/cli.test.ts'] })
  })
})

describe('testsAt()', () => {
  const known = ['linker_read_scan_test', 'linker_read_core_test', 'linker_reach_test', 'job_run_test']

  test('one file, a folder, all', () => {
    expect(testsAt('linker/read/scan_test.cpp', known)).toEqual(['linker_read_scan_test'])
    expect(testsAt('linker/read', known)).toEqual(['linker_read_scan_test', 'linker_read_core_test'])
    expect(testsAt('', known)).toEqual(known)
  })

  test('none is an error that lists them', () => {
    expect(() => testsAt('linker/scan_test.cpp', known)).toThrow(
      /no native test at native\/test\/linker\/scan_test.cpp.*job_run_test/,
    )
  })
})
