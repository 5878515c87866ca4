import { expect, test } from 'vitest'
import type { Diagnostic } from '../errors.ts'
import { sarifLog } from './sarif.ts'

const rules = [
  { name: 'loops', summary: 'A loop is refused before Linux 5.3.', scope: 'whole-program' },
  { name: 'map-type', summary: 'Every map has a type that the kernel knows.', scope: 'map' },
] as const
const context = { version: '1.2.3', rules, cwd: '/project' }

const onLine: Diagnostic = {
  severity: 'error',
  code: 'KERNEL_RULE',
  rule: 'map-type',
  message: "map 'events' is a BPF_MAP_TYPE_RINGBUF",
  hint: 'Use another type',
  symbol: 'events',
  file: '/project/src/a file.bpf.c',
  line: 8,
  column: 3,
  sourceLine: '  bpf_ringbuf_output(&events, &x, 8, 0);',
  notes: [{ severity: 'note', code: 'KERNEL_RULE', message: 'Linux 5.4 says: -EINVAL' }],
}
const ofObject: Diagnostic = { severity: 'warning', code: 'KERNEL_RULE', rule: 'unheard-of', message: 'too many types' }

interface Log {
  version: string
  runs: {
    tool: { driver: { name: string; rules: { id: string }[] } }
    originalUriBaseIds: Record<string, { uri: string }>
    results: {
      ruleId: string
      ruleIndex?: number
      level: string
      message: { text: string }
      locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region?: object } }[]
    }[]
  }[]
}

function log(...diagnostics: Diagnostic[]): Log {
  return sarifLog([{ file: '/project/dist/probe.o', profileName: 'linux-5.4', diagnostics }], context) as Log
}

/** `required` of the definitions in sarif-schema-2.1.0.json that a log of ours uses. */
const REQUIRED: Record<string, readonly string[]> = {
  sarifLog: ['version', 'runs'],
  run: ['tool'],
  tool: ['driver'],
  toolComponent: ['name'],
  reportingDescriptor: ['id'],
  result: ['message'],
  multiformatMessageString: ['text'],
}

test('has the keys that the schema of SARIF 2.1.0 requires', () => {
  const whole = log(onLine, ofObject)
  const [run] = whole.runs
  const has = (value: object | undefined, definition: string) =>
    expect(Object.keys(value ?? {}), definition).toEqual(expect.arrayContaining([...(REQUIRED[definition] ?? ['?'])]))
  has(whole, 'sarifLog')
  expect(whole.version).toBe('2.1.0')
  has(run, 'run')
  has(run?.tool, 'tool')
  has(run?.tool.driver, 'toolComponent')
  for (const rule of run?.tool.driver.rules ?? []) has(rule, 'reportingDescriptor')
  for (const result of run?.results ?? []) has(result, 'result')
  for (const result of run?.results ?? []) has(result.message, 'multiformatMessageString')
  expect(run?.originalUriBaseIds['%SRCROOT%']?.uri).toBe('file:///project/')
})

test('a finding stands on its line, under its rule', () => {
  const [result] = log(onLine).runs[0]?.results ?? []
  expect(result).toMatchObject({
    ruleId: 'map-type',
    ruleIndex: 1,
    level: 'error',
    message: { text: "map 'events' is a BPF_MAP_TYPE_RINGBUF\nLinux 5.4 says: -EINVAL\nUse another type" },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/a%20file.bpf.c', uriBaseId: '%SRCROOT%' },
          region: { startLine: 8, startColumn: 3, snippet: { text: '  bpf_ringbuf_output(&events, &x, 8, 0);' } },
        },
        logicalLocations: [{ name: 'events' }],
      },
    ],
  })
})

test('one without a line is at its object', () => {
  const [result] = log(ofObject).runs[0]?.results ?? []
  expect(result).toMatchObject({ ruleId: 'unheard-of', level: 'warning' })
  expect(result).not.toHaveProperty('ruleIndex')
  expect(result?.locations[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'dist/probe.o', uriBaseId: '%SRCROOT%' },
  })
})

test('a file outside is named in full', () => {
  const [result] = log({ ...onLine, file: '/usr/include/x.h' }).runs[0]?.results ?? []
  expect(result?.locations[0]?.physicalLocation.artifactLocation).toEqual({ uri: 'file:///usr/include/x.h' })
})
