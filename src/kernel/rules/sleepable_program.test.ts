import { expect, test } from 'vitest'
import { sleepableProgram } from './sleepable_program.ts'
import { find, wordsOn } from './testing/compile.ts'

const source = (section: string) => `SEC("${section}") int prog(void *ctx) { return 0; }`

test.each([
  ['fentry.s/do_unlinkat', '5.10', ['5.9'], []],
  ['lsm.s/file_open', '5.10', ['5.9'], []],
  ['uprobe.s//bin/sh:main', '6.0', ['5.9', '5.15'], ['Only fentry/fexit/fmod_ret and lsm programs can be sleepable']],
])('%s: from %s on', async (section, since, refused, words) => {
  const found = await find(sleepableProgram, source(section))
  expect(found.map((v) => v.since)).toEqual(found.map(() => since))
  expect(refused.flatMap((release) => wordsOn(release, found))).toEqual([
    'bpf(BPF_PROG_LOAD): -EINVAL, for BPF_F_SLEEPABLE',
    ...words,
  ])
  expect(wordsOn(since, found)).toEqual([])
})

test('programs that do not sleep are fine', async () => {
  expect(await find(sleepableProgram, source('fentry/do_unlinkat'))).toEqual([])
})
