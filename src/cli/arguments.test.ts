import { describe, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import { commandHelp, overview } from './help.ts'

const spec = {
  name: 'build',
  positionals: '[objects…]',
  atLeast: 0,
  atMost: 2,
  description: 'link objects',
  flags: {
    config: { value: '<file>', short: 'c', description: 'the config' },
    profile: { value: '<name>', multiple: true, description: 'a profile' },
    json: { description: 'one document' },
  },
} satisfies CommandSpec

function usage(...args: string[]): BpfLinkerError {
  try {
    parseArguments(args, spec)
  } catch (error) {
    if (error instanceof BpfLinkerError) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('arguments', () => {
  test('are flags and positionals in any order', () => {
    expect(parseArguments(['a', '--json', '-c', 'x.ts', 'b', '--profile=v1', '--profile', 'v2'], spec)).toEqual({
      flags: { json: true, config: 'x.ts', profile: ['v1', 'v2'] },
      positionals: ['a', 'b'],
    })
    expect(parseArguments([], spec)).toEqual({ flags: {}, positionals: [] })
    expect(parseArguments(['--', '--json'], spec).positionals).toEqual(['--json'])
  })

  test.each([
    [['--confg', 'x'], "has no flag '--confg'", 'did you mean --config?'],
    [['-x'], "has no flag '-x'", 'bpf-linker build --help'],
    [['--toString'], "has no flag '--toString'", 'bpf-linker build --help'],
    [['--no-json'], "has no flag '--no-json'", 'bpf-linker build --help'],
    [['--config'], '--config needs a value: --config <file>', 'usage: bpf-linker build [objects…] [flags]'],
    [['--config='], '--config needs a value', 'usage'],
    [['--json=yes'], "--json has no value, but got 'yes'", 'usage'],
    [['a', 'b', 'c'], "bpf-linker build has no use for 'c'", 'usage'],
  ])('%j is refused', (args, message, hint) => {
    const error = usage(...args)
    expect(error.code).toBe('USAGE')
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
  })

  test('too few are refused', () => {
    expect(() => parseArguments([], { ...spec, positionals: '<object>', atLeast: 1 })).toThrow(
      'bpf-linker build needs <object>',
    )
  })
})

test('help is made of the same table', () => {
  expect(commandHelp(spec)).toBe(
    [
      'link objects',
      '',
      'Usage: bpf-linker build [objects…] [flags]',
      '',
      '  -c, --config <file>   the config',
      '      --profile <name>  a profile',
      '      --json            one document',
      '  -h, --help            show this text',
      '',
    ].join('\n'),
  )
  expect(overview([spec])).toContain('  bpf-linker build [objects…]  link objects')
})
