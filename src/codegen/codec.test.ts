import { describe, expect, it } from 'vitest'
import type { BtfType } from '../object/btf_types.ts'
import { graphOf, handmade, idOf } from '../object/testing/graph_of.ts'
import * as runtime from '../runtime/index.ts'
import { generateCodecs } from './codec.ts'
import type { ModulePart } from './module.ts'
import { typeContext } from './type_context.ts'

const javascript = (parts: readonly ModulePart[]): string =>
  parts
    .map((part) => (part.kind === 'private' ? part.javascript : part.kind === 'constant' ? part.value : ''))
    .join('\n')

describe('the code of a struct', async () => {
  const source = 'struct s { unsigned a : 3, b : 7; int c; struct { short d; } e; char f[4]; }; struct s s;'
  const [little, big] = await Promise.all([graphOf(source), graphOf(source, 'bpfeb')])

  it('is two functions with the offsets in their text', () => {
    const { parts, imports, expressions } = generateCodecs(typeContext(little), [idOf(little, 's', 'struct')])
    expect(javascript(parts)).toContain(`function read_s(v, o) {
  return {
    a: (v.getUint8(o) & 0x7),
    b: (v.getUint16(o, true) >>> 3 & 0x7f),
    c: v.getInt32(o + 4, true),
    e: read_s_e(v, o + 8),
    f: $text(v, o + 10, 4),
  }
}
`)
    expect(imports).toEqual(
      ['codec', 'int', 'setText', 'struct', 'text', 'within'].map((name) => `${name} as $${name}`),
    )
    expect([...expressions.values()]).toEqual(['s'])
  })

  it('has the byte order of the object', () => {
    const text = javascript(generateCodecs(typeContext(big), [idOf(big, 's', 'struct')]).parts)
    expect(text).toContain('    a: (v.getUint8(o) >>> 5 & 0x7),\n    b: (v.getUint16(o, false) >>> 6 & 0x7f),\n')
    expect(text).toContain('    c: v.getInt32(o + 4, false),\n')
  })
})

describe('types that no compiler wrote', () => {
  const int = { kind: 'int', name: 'int', size: 4, bits: 32 }
  const struct = (name: string, type: number, member = 'm') => ({
    kind: 'struct',
    name,
    size: 4,
    members: [{ name: member, type, bitOffset: 0 }],
  })

  it('are an error where they are in each other beyond measure', () => {
    const nested = (deep: number) => handmade([int, ...Array.from({ length: deep }, (_, i) => struct(`s${i}`, i + 1))])
    expect(() => nested(2000)).toThrow(/^BTF type \d+ .* has more than 128 structs and arrays in each other$/)
    expect(generateCodecs(typeContext(nested(128)), [129]).expressions.get(129)).toBe('s127')
  })

  it('take time in proportion, however often they are used', () => {
    const unions = Array.from({ length: 60 }, (_, i) => ({
      kind: 'union',
      name: `u${i}`,
      size: 4,
      members: ['a', 'b'].map((name) => ({ name, type: i + 1, bitOffset: 0 })),
    }))
    expect(generateCodecs(typeContext(handmade([int, ...unions])), [61]).parts).toHaveLength(240)
  })

  it.each(['__proto__', 'constructor', 'toJSON', 'class', "a'b", 'a-b', '$text(', '*/', '\u2028', 'v', 'o', 'e'])(
    'may have a member %j',
    (name) => {
      const types = [
        int,
        struct('s', 1, name),
        { kind: 'union', name: 'u', size: 4, members: [{ name, type: 1, bitOffset: 0 }] },
      ]
      const graph = handmade(types as BtfType[])
      const { parts, imports } = generateCodecs(typeContext(graph), [2, 3])
      for (const name of imports) expect(runtime).toHaveProperty(name.split(' ')[0] ?? '')
      // As a function: it only has to be code.
      expect(() => new Function(javascript(parts))).not.toThrow()
    },
  )
})
