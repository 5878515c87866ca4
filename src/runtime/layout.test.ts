import { describe, expect, it } from 'vitest'
import { linked } from '../../test/codecs/linked.ts'
import { assertLayout, layoutOf } from './index.ts'

const HEAD = `
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
`
const source = (change: { event?: string; value?: string; variables?: string; code?: string } = {}): string => `${HEAD}
enum kind { EXEC, EXIT };
struct point { short x, y; };
struct event { ${change.event ?? 'unsigned pid; enum kind kind; struct point at; char comm[8];'} };
struct { __uint(type, 1); __uint(max_entries, 4); __type(key, unsigned); __type(value, ${change.value ?? 'struct point'}); } points __attribute__((section(".maps")));
const struct event *unused_event;
const volatile unsigned target = 1;
${change.variables ?? ''}
__attribute__((section("xdp"))) int prog(void *ctx) { ${change.code ?? ''} return target; }
`

const objectOf = async (change?: Parameters<typeof source>[0], target?: 'bpfel' | 'bpfeb') =>
  (await linked(source(change), {}, target)).bytes

describe('the layout of an object', async () => {
  const object = await objectOf()
  const layout = layoutOf(object)

  it('has the parts, the sizes and a hash', () => {
    expect(layout.hash).toMatch(/^[0-9a-f]{16}$/)
    expect(Object.keys(layout.parts)).toEqual(['map points', 'variable target', 'variable unused_event'])
    expect(layout.sizes).toEqual({ event: 20, point: 4 })
  })

  it('can have types of events', () => {
    expect(Object.keys(layoutOf(object, ['event', 'kind']).parts)).toEqual(
      expect.arrayContaining(['type event', 'type kind']),
    )
    expect(() => layoutOf(object, ['evnet'])).toThrow("The object has no type 'evnet'")
  })

  it('is the same for other code, and for other types that nothing exchanges', async () => {
    const other = await objectOf({ code: 'if (target == 3) return 9;' })
    expect(layoutOf(other)).toEqual(layout)
    assertLayout(other, layout)
  })

  it.each<[string, NonNullable<Parameters<typeof source>[0]>, RegExp]>([
    [
      'a member more',
      { event: 'unsigned pid; enum kind kind; struct point at; char comm[8]; int more;' },
      /event has 24 bytes, the types say 20; variable unused_event has another layout/,
    ],
    [
      'members that changed places',
      { event: 'enum kind kind; unsigned pid; struct point at; char comm[8];' },
      /types: variable unused_event has another layout \(layout/,
    ],
    ['another name', { event: 'unsigned id; enum kind kind; struct point at; char comm[8];' }, /unused_event/],
    ['another sign', { event: 'int pid; enum kind kind; struct point at; char comm[8];' }, /unused_event/],
    ['another value', { value: 'long' }, /types: map points has another layout/],
    [
      'a variable more',
      { variables: 'const volatile int more = 2;', code: 'if (more) return 1;' },
      /variable more is only in the object/,
    ],
  ])('differs: %s', async (_, change, message) => {
    const drifted = await objectOf(change)
    expect(layoutOf(drifted).hash).not.toBe(layout.hash)
    expect(() => assertLayout(drifted, layout)).toThrow(message)
    expect(() => assertLayout(drifted, layout)).toThrow(/Generate the types again: bpf-linker types$/)
  })

  it('differs in the other byte order', async () => {
    const other = await objectOf({}, 'bpfeb')
    expect(() => assertLayout(other, layout)).toThrow(/generated types: another byte order/)
  })

  it('asks for BTF', () => {
    expect(() => layoutOf(new Uint8Array(64))).toThrow(/^These bytes are no BPF object/)
  })
})
