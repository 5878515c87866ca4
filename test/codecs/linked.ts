/** C source → an object of our linker, and codecs of the types of its variables. */

import type { ShapeOptions } from '../../src/codegen/shape.ts'
import { link } from '../../src/index.ts'
import { type BtfGraph, btfGraph } from '../../src/object/btf_graph.ts'
import { type AnyCodec, loadCodecs } from './load.ts'

const LICENSE = 'char _license[] __attribute__((section("license"))) = "GPL";\n'

export interface Linked {
  bytes: Uint8Array
  graph: BtfGraph
  /** By the name of a variable of that type. */
  codec(name: string): AnyCodec
}

export async function linked(
  source: string,
  options: ShapeOptions = {},
  target: 'bpfel' | 'bpfeb' = 'bpfel',
): Promise<Linked> {
  const { bytes, info } = await link({
    inputs: [{ name: 'types.bpf.c', text: LICENSE + source }],
    target,
    profile: 'generic',
    inspect: { types: true },
  })
  const graph = btfGraph(info)
  const variables = info.dataSections.flatMap(({ variables }) => variables)
  const loaded = loadCodecs(
    graph,
    variables.map(({ type = 0 }) => type),
    options,
  )
  const codec = (name: string): AnyCodec => {
    const found = loaded.get(variables.find((variable) => variable.name === name)?.type ?? 0)
    if (found === undefined) throw new Error(`no variable ${name}`)
    return found
  }
  return { bytes, graph, codec }
}
