/**
 * An object → the module of its types. Pure.
 *
 *     types       interfaces of structs and unions, unions of the values of enums, typedefs    generate_types.ts
 *     enums       a constant object each: `colour.RED`                                         generate_types.ts
 *     meta        `programs`, `maps`, `variables`, and the unions of their names               generate_meta.ts
 *     codecs      for structs and unions that are exchanged a constant of the name of the      generate_codecs.ts
 *                 interface: `decode(view, event)`; for maps, variables and events what reads
 *                 their bytes
 *
 * An interface and its codec have one name, as an enum's type and object have: `event` is the type of what is read as
 * `event`. So a module is used as C is: by the names that are in the source.
 */

import { btfGraph } from '../object/btf_graph.ts'
import type { ObjectInfo } from '../object/types.ts'
import type { Layout } from '../runtime/layout.ts'
import type { EventSettings } from '../settings/object.ts'
import { CODEC_NAMES, codecParts } from './generate_codecs.ts'
import { META_NAMES, metaParts } from './generate_meta.ts'
import { typeParts } from './generate_types.ts'
import type { GeneratedModule, ModuleForm, ModulePart } from './module.ts'
import type { ShapeOptions } from './shape.ts'
import type { SourceComments } from './source_comments.ts'
import { typeContext } from './type_context.ts'

export interface GenerateOptions extends ShapeOptions {
  /** What the module is of, for its first line: `src/probe.bpf.c`. */
  of: string
  /** The least kernel of each program, where it is known. */
  kernels?: ReadonlyMap<string, string>
  /** The default export is the object itself, as an import of its source gives it. */
  bytes?: boolean
  /** What the sources say of their types. */
  comments?: SourceComments | undefined
  /** What comes out of ring and perf buffers. */
  events?: EventSettings
  /** Which texts the module is for; default all. The code of codecs is long, and declarations have none of it. */
  forms?: readonly ModuleForm[]
  /** The layout of the object, with the types of these events. */
  layout?: Layout | undefined
}

/** Names that no type of the object may have: those of the module's other parts, and of what plugins put before it. */
export const MODULE_NAMES: readonly string[] = [...META_NAMES, ...CODEC_NAMES, 'bytes', 'decodeBase64', 'atob']

const BYTES: ModulePart = {
  kind: 'types',
  text: '/** The BPF object, an ELF file. */\ndeclare const bytes: Uint8Array<ArrayBuffer>\nexport default bytes',
}

/**
 * @param object inspected with `types: true`
 * @throws BpfLinkerError OBJECT_INVALID where its BTF cannot be
 */
export function generateModule(object: ObjectInfo, options: GenerateOptions): GeneratedModule {
  const { of, kernels, bytes = false, comments, events, forms, layout, ...shapes } = options
  const context = typeContext(btfGraph(object), shapes, MODULE_NAMES)
  const codecs = codecParts(object, context, MODULE_NAMES, events, layout, forms)
  return {
    comment: [`Types of ${of}, made by bpf-linker. Changes are overwritten.`],
    imports: codecs.imports,
    parts: [
      ...(bytes ? [BYTES] : []),
      ...metaParts(object, context, kernels, comments),
      ...typeParts(context, comments),
      ...codecs.parts,
    ],
  }
}
