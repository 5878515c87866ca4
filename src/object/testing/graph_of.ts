/** C source → the graph of its types, as clang and our linker write them. For tests. */
import { link } from '../../engine/link.ts'
import { type BtfGraph, btfGraph } from '../btf_graph.ts'
import type { BtfType } from '../btf_types.ts'
import type { ObjectInfo } from '../types.ts'

const KEEP = 'char _license[] __attribute__((section("license"))) = "GPL";\n#line 1\n'

/** What our linker makes of `source`, which needs no includes; every type stays that a variable has. */
export async function objectOf(source: string, target: 'bpfel' | 'bpfeb' = 'bpfel'): Promise<ObjectInfo> {
  const { info } = await link({
    inputs: [{ name: 'types.bpf.c', text: KEEP + source }],
    target,
    profile: 'generic',
    inspect: { types: true },
  })
  return info
}

export async function graphOf(source: string, target?: 'bpfel' | 'bpfeb'): Promise<BtfGraph> {
  return btfGraph(await objectOf(source, target))
}

/** A graph of types that no compiler wrote; ids follow from their places, `void` is added. */
export function handmade(types: readonly unknown[], endianness: ObjectInfo['endianness'] = 'little'): BtfGraph {
  const all = [{ kind: 'void' }, ...types].map((type, id) => ({ id, ...(type as object) })) as BtfType[]
  return btfGraph({ endianness, btf: { size: 0, typeCount: types.length, kinds: {}, types: all } })
}

/** The id of the type of that name. */
export function idOf(graph: BtfGraph, name: string, kind?: BtfType['kind']): number {
  const found = graph.types.find((type) => type.name === name && (kind === undefined || type.kind === kind))
  if (found === undefined) throw new Error(`no type ${name}`)
  return found.id
}
