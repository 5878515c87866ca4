import { expect, it } from 'vitest'
import { link } from '../engine/link.ts'
import { layoutOf } from '../runtime/layout.ts'
import type { EventSettings } from '../settings/object.ts'
import { layoutOfLink } from './layout_hash.ts'

const SOURCE = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct exec { int pid; };
const struct exec *unused_exec __attribute__((unused));
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
`
const linked = async (types: boolean, btf = true) =>
  link({ inputs: [{ name: 'a.bpf.c', text: SOURCE }], inspect: { types }, btf })
const events = (rb: string): EventSettings => ({ types: { rb, other: 'nowhere' }, shared: true })

it('is of the object, with the types of its events', async () => {
  const result = await linked(false)
  expect(layoutOfLink(result, events('struct exec'))).toEqual(layoutOf(result.bytes, ['exec']))
})

it('is none without BTF', async () => {
  expect(layoutOfLink(await linked(false, false), events('exec'))).toBe(undefined)
})

it('names the type that is not there', async () => {
  const error = (path: string, hint: RegExp) =>
    expect.objectContaining({
      code: 'CONFIG_UNKNOWN_NAME',
      message: `${path}: the object has no type 'exce'`,
      hint: expect.stringMatching(hint),
    })
  const [plain, detailed] = await Promise.all([linked(false), linked(true)])
  expect(() => layoutOfLink(plain, events('exce'))).toThrow(error('events', /^keep it by a variable/))
  expect(() => layoutOfLink(detailed, events('exce'))).toThrow(error('events.rb', /^did you mean 'exec'\?/))
})
