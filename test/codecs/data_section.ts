/**
 * The bytes that clang makes of initialised variables, for either byte order, with the BTF of the same object: what C
 * says about a layout, with nothing run.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { inspect } from '../../src/index.ts'
import { type BtfGraph, btfGraph } from '../../src/object/btf_graph.ts'
import type { ObjectInfo } from '../../src/object/types.ts'
import { type CStruct, declare, define, isOpen } from './c_types.ts'
import { PRELUDE } from './random_structs.ts'
import { type CValue, initialiser } from './values.ts'

export interface Case {
  type: CStruct
  value: CValue
}

export interface CompiledCase extends Case {
  /** BTF id. */
  id: number
  bytes: Uint8Array
  /** In `.data`. */
  offset: number
}

export interface Compiled {
  /** The path of the object. */
  object: string
  info: ObjectInfo
  graph: BtfGraph
  cases: CompiledCase[]
}

/** Every case is a variable of `.data`; a flexible array member has its length in another. */
export function source(types: readonly CStruct[], cases: readonly Case[]): string {
  const variables = cases.map(({ type, value }, i) => {
    const open = type.members.at(-1)
    const length =
      isOpen(type) && value.is === 'struct' ? lengthText(type, open?.name ?? '', value.values.at(-1)) : undefined
    return [
      `${declare(type, `v${i}`)} = ${initialiser(type, value)};`,
      ...(length === undefined ? [] : [`unsigned long long length${i} = ${length};`]),
    ].join('\n')
  })
  return [PRELUDE, ...types.map(define), ...variables, ''].join('\n')
}

function lengthText(type: CStruct, name: string, value: CValue | undefined): string {
  const count = value?.is === 'text' ? Buffer.byteLength(value.value) : value?.is === 'list' ? value.values.length : 0
  const struct = declare(type, '')
  return `__builtin_offsetof(${struct}, ${name}) + ${count} * sizeof(((${struct} *)0)->${name}[0])`
}

export async function compileCases(
  file: string,
  text: string,
  cases: readonly Case[],
  target: 'bpfel' | 'bpfeb',
): Promise<Compiled> {
  writeFileSync(`${file}.c`, text)
  const object = `${file}.${target}.o`
  execFileSync('clang-22', [
    '-target',
    target,
    '-g',
    '-O1',
    '-w',
    '-fno-zero-initialized-in-bss',
    '-c',
    `${file}.c`,
    '-o',
    object,
  ])
  const info = await inspect(object, { types: true })
  const data = dataOf(object)
  const section = info.dataSections.find(({ name }) => name === '.data')
  const variables = new Map(section?.variables.map((variable) => [variable.name, variable]))
  const compiled = cases.map(({ type, value }, i) => {
    const variable = variables.get(`v${i}`)
    if (variable?.type === undefined) throw new Error(`clang lost v${i}`)
    const length = variables.get(`length${i}`)
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const said = length === undefined ? 0 : Number(view.getBigUint64(length.offset, target === 'bpfel'))
    const graphSize = sizeIn(info, variable.type)
    const size = Math.max(said, graphSize)
    const bytes = new Uint8Array(size)
    // The symbol of an open struct may end before its padding does.
    bytes.set(data.subarray(variable.offset, variable.offset + Math.min(size, variable.size)))
    return { type, value, id: variable.type, bytes, offset: variable.offset }
  })
  return { object, info, graph: btfGraph(info), cases: compiled }
}

function sizeIn(info: ObjectInfo, id: number): number {
  let type = info.btf?.types?.[id]
  while (type?.kind === 'typedef') type = info.btf?.types?.[type.type]
  return type !== undefined && 'size' in type ? type.size : 0
}

/** The bytes of `.data`. */
export function dataOf(object: string): Uint8Array {
  execFileSync('llvm-objcopy-22', ['--dump-section', `.data=${object}.data`, object, '/dev/null'])
  return readFileSync(`${object}.data`)
}
