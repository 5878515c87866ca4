import { describe, expect, test } from 'vitest'
import { drawLines, drawTable, formatBytes, formatTime } from './table.ts'

describe('table', () => {
  const rows = [
    {
      object: 'probe.bpf.o',
      profileName: 'linux-5.10',
      made: { programs: 2, instructions: 1047, size: 3120, kernel: '5.8', milliseconds: 24.4 },
    },
    {
      object: 'count.bpf.o',
      profileName: 'generic',
      made: { programs: 1, instructions: 9, size: 900, compressed: 300, milliseconds: 8 },
    },
    {
      object: 'old.bpf.o',
      profileName: 'generic',
      made: { programs: 1, instructions: 2, size: 900, milliseconds: 0.4, cached: true },
    },
    { object: 'net', profileName: 'generic', made: undefined },
  ]

  test('has its numbers under each other', () => {
    expect(drawTable(rows)).toBe(
      [
        'object       profile     programs  instructions    size  kernel    time',
        'probe.bpf.o  linux-5.10         2          1047  3.1 kB     5.8   24 ms',
        'count.bpf.o  generic            1             9   900 B            8 ms',
        'old.bpf.o    generic            1             2   900 B          cached',
        'net          generic       failed',
      ].join('\n'),
    )
  })

  test('is lines in a log', () => {
    expect(drawLines(rows)).toBe(
      [
        'probe.bpf.o (linux-5.10): 2 programs, 1047 instructions, 3.1 kB, Linux 5.8, 24 ms',
        'count.bpf.o (generic): 1 program, 9 instructions, 900 B, gzip 300 B, 8 ms',
        'old.bpf.o (generic): 1 program, 2 instructions, 900 B, from the cache',
        'net (generic): failed',
      ].join('\n'),
    )
  })

  test('units change where the digits would', () => {
    expect([0, 999, 1000, 999_949, 999_950].map(formatBytes)).toEqual(['0 B', '999 B', '1.0 kB', '999.9 kB', '1.0 MB'])
    expect([0.4, 999.4, 999.5, 61_000].map(formatTime)).toEqual(['0 ms', '999 ms', '1.00 s', '61.00 s'])
  })
})
