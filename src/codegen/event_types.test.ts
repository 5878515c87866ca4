import { describe, expect, it } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { btfGraph } from '../object/btf_graph.ts'
import { objectOf } from '../object/testing/graph_of.ts'
import type { EventSettings, EventType } from '../settings/object.ts'
import { eventPayloads, eventTypeNames } from './event_types.ts'

const SOURCE = `
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
enum kind { EXEC, EXIT = 7 };
struct exec { enum kind kind; int pid; char file[8]; };
struct exit { enum kind kind; int code; };
struct late { int pid; enum kind kind; };
struct narrow { unsigned char kind; };
typedef struct { unsigned long long kind; } wide;
const struct exec *e0; const struct exit *e1; const struct late *e2; const struct narrow *e3; const wide *e4;
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __type(value, struct exec); } typed SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, int); } counts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __type(key, int); __type(value, int); } perf SEC(".maps");
`
const object = await objectOf(SOURCE)
const graph = btfGraph(object)
const shared = false

const payloads = (types: Record<string, EventType>, all: Partial<EventSettings> = {}) =>
  eventPayloads(graph, object.maps, { types, shared, ...all }).map((payload) =>
    payload.kind === 'one'
      ? [payload.map, graph.types[payload.type]?.name]
      : [payload.map, payload.tag.name, payload.types.map(({ value, type }) => [value, graph.types[type]?.name])],
  )

describe('the payload of a buffer', () => {
  it('is the value type of its definition', () => {
    expect(payloads({})).toEqual([['typed', 'exec']])
  })

  it('is what the config says', () => {
    expect(payloads({ rb: 'exit', perf: 'struct exec', typed: 'wide' })).toEqual([
      ['perf', 'exec'],
      ['rb', 'exit'],
      ['typed', 'wide'],
    ])
  })

  it('may be of several types', () => {
    const tagged = [
      'rb',
      'kind',
      [
        [0n, 'exec'],
        [7n, 'exit'],
      ],
    ]
    expect(payloads({ rb: { tag: 'kind', of: { 7: 'exit', 0: 'exec' } } })[0]).toEqual(tagged)
    expect(payloads({ rb: { tag: 'kind', of: { EXEC: 'exec', EXIT: 'exit' } } })[0]).toEqual(tagged)
  })

  it('may be of maps that only other objects have, when it is said for all', () => {
    expect(payloads({ other: 'exec' }, { shared: true })).toEqual([['typed', 'exec']])
    expect(eventTypeNames({ types: { other: 'nowhere', rb: 'struct exit' }, shared: true }, object.maps)).toEqual([
      'exit',
    ])
  })
})

describe('what cannot be is an error', () => {
  it.each<[string, Record<string, EventType>, RegExp, RegExp]>([
    ['a map', { rbb: 'exec' }, /^events\.rbb: the object has no map 'rbb'$/, /^did you mean 'rb'\?$/],
    [
      'a type',
      { rb: 'exce' },
      /^events\.rb: the object has no type 'exce'$/,
      /^did you mean 'exec'\? .* const struct exce \*unused_exce/,
    ],
    [
      'a type of a tag',
      { rb: { tag: 'kind', of: { 0: 'nope' } } },
      /^events\.rb\.of\.0: the object has no type 'nope'$/,
      /BTF has no type that only code uses/,
    ],
    [
      'a tag',
      { rb: { tag: 'kin', of: { 0: 'exec' } } },
      /^events\.rb\.tag: .*\(struct 'exec'\) has no member 'kin'$/,
      /^did you mean 'kind'\?$/,
    ],
    [
      'a tag that is no number',
      { rb: { tag: 'file', of: { 0: 'exec' } } },
      /'file' of .* is no integer or enum$/,
      /^$/,
    ],
    [
      'tags at several places',
      { rb: { tag: 'kind', of: { 0: 'exec', 1: 'late' } } },
      /'kind' has another place or type in .*'late'\) than in .*'exec'\)$/,
      /^begin all of them/,
    ],
    [
      'tags of several types',
      { rb: { tag: 'kind', of: { 0: 'exec', 1: 'narrow' } } },
      /'kind' has another place or type/,
      /^begin/,
    ],
    [
      'an enumerator',
      { rb: { tag: 'kind', of: { EXIR: 'exec' } } },
      /^events\.rb\.of: 'EXIR' is no number, and no value of .*'kind'\)$/,
      /^did you mean 'EXIT'\?$/,
    ],
    [
      'a value',
      { rb: { tag: 'kind', of: { 256: 'narrow' } } },
      /^events\.rb\.of\.256: .*'unsigned char'\) cannot be 256$/,
      /^$/,
    ],
    [
      'a value that is there twice',
      { rb: { tag: 'kind', of: { EXIT: 'exec', 7: 'exit' } } },
      /^events\.rb\.of: the value 7 has two types$/,
      /^$/,
    ],
    [
      'a map that is no buffer',
      { counts: 'exec' },
      /^events\.counts: the map is no ring buffer or perf buffer$/,
      /^use 'mapCodecs'/,
    ],
    ['no types', { rb: { tag: 'kind', of: {} } }, /^events\.rb\.of: no type is given$/, /^$/],
  ])('%s', (_, types, message, hint) => {
    const error = (() => {
      try {
        payloads(types)
      } catch (thrown) {
        return thrown
      }
      return undefined
    })()
    expect(error).toBeInstanceOf(BpfLinkerError)
    expect((error as BpfLinkerError).message).toMatch(message)
    expect((error as BpfLinkerError).hint ?? '').toMatch(hint)
    expect((error as BpfLinkerError).code).toMatch(/^CONFIG_(UNKNOWN_NAME|INVALID)$/)
  })
})
