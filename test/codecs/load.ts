/** Generated codecs, running. */

import { generateCodecs } from '../../src/codegen/codec.ts'
import type { ShapeOptions } from '../../src/codegen/shape.ts'
import { typeContext } from '../../src/codegen/type_context.ts'
import type { BtfGraph } from '../../src/object/btf_graph.ts'
import * as runtime from '../../src/runtime/index.ts'

export type AnyCodec = runtime.Codec<unknown, unknown>

/** The codec of each type. */
export function loadCodecs(
  graph: BtfGraph,
  roots: readonly number[],
  options: ShapeOptions = {},
): Map<number, AnyCodec> {
  const { source, expressions } = codecSource(graph, roots, options)
  const returned = `return [${[...expressions.values()].join(', ')}]`
  const codecs = new Function('runtime', `'use strict'\n${source}\n${returned}`)(runtime) as AnyCodec[]
  return new Map([...expressions.keys()].map((id, index) => [id, codecs[index] as AnyCodec]))
}

export function codecSource(
  graph: BtfGraph,
  roots: readonly number[],
  options: ShapeOptions = {},
): { source: string; expressions: ReadonlyMap<number, string> } {
  const { parts, imports, expressions } = generateCodecs(typeContext(graph, options), roots)
  const lines = parts.flatMap((part) => {
    if (part.kind === 'private') return part.javascript
    return part.kind === 'constant' ? `const ${part.name} = ${part.value}` : []
  })
  const names = imports.map((name) => name.replace(' as ', ': '))
  return { source: [`const { ${names.join(', ')} } = runtime`, ...lines].join('\n'), expressions }
}
