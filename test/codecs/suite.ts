/** Random types against C: what our codecs read and write beside what clang and gcc do. */
import { readFileSync, writeFileSync } from 'node:fs'
import { endianness } from 'node:os'
import { type Codec, decode, encode, withRodata } from '../../src/runtime/index.ts'
import { generator } from '../types/random_types.ts'
import { type CStruct, hasPointer, isOpen } from './c_types.ts'
import { type Case, compileCases, dataOf, source } from './data_section.ts'
import { type AnyCodec, loadCodecs } from './load.ts'
import { runNative } from './native_program.ts'
import { randomStructs } from './random_structs.ts'
import { type CValue, differenceOf, inputOf, randomValue } from './values.ts'

export interface Outcome {
  cases: number
  /** What went wrong, with the type. */
  problems: string[]
}

const TYPES = 60
const VALUES = 8

/** Values that clang puts into `.data`, in both byte orders: the BTF of the same object says how to read them. */
export async function compareDataSections(folder: string, seed: number): Promise<Outcome> {
  const { types, cases } = randomCases(seed)
  const text = source(types, cases)
  const problems: string[] = []
  for (const target of ['bpfel', 'bpfeb'] as const) {
    const { graph, cases: compiled } = await compileCases(`${folder}/data-${seed}`, text, cases, target)
    const codecs = loadCodecs(graph, [...new Set(compiled.map(({ id }) => id))])
    for (const { type, value, id, bytes } of compiled) {
      const problem = problemOf(type, value, bytes, codecs.get(id))
      if (problem !== undefined) problems.push(`seed ${seed}, ${target}, ${type.tag}: ${problem}`)
    }
  }
  return { cases: 2 * cases.length, problems }
}

/** Values that a program of gcc makes: clang's BTF of the same source says how to read them. */
export async function compareNative(folder: string, seed: number): Promise<Outcome> {
  const types = randomStructs(seed, TYPES).filter((type) => !isOpen(type))
  const cases = types.map((type): Case => ({ type, value: randomValue(type, () => 0) }))
  const target = endianness() === 'LE' ? 'bpfel' : 'bpfeb'
  const { graph, cases: compiled } = await compileCases(`${folder}/types-${seed}`, source(types, cases), cases, target)
  const codecs = loadCodecs(
    graph,
    compiled.map(({ id }) => id),
  )
  const ids = new Map(compiled.map(({ type, id }) => [type, id]))
  const native = runNative(`${folder}/native-${seed}`, types, VALUES, seed)
  const problems = native.flatMap(({ type, value, bytes }) => {
    const problem = problemOf(type, value, bytes, codecs.get(ids.get(type) ?? 0))
    return problem === undefined ? [] : `seed ${seed}, gcc, ${type.tag}: ${problem}`
  })
  return { cases: native.length, problems }
}

/** Variables that `withRodata` gives the value of another one of their type: the bytes that clang has for that. */
export async function comparePatched(folder: string, seed: number): Promise<Outcome> {
  const { types, cases } = randomCases(seed)
  const text = source(types, cases)
  const problems: string[] = []
  let count = 0
  for (const target of ['bpfel', 'bpfeb'] as const) {
    const { object, cases: compiled } = await compileCases(`${folder}/patched-${seed}`, text, cases, target)
    const pairs = compiled.flatMap((from, i) => {
      const to = compiled[i - 1]
      const fits = i % VALUES === 1 && to !== undefined && !isOpen(from.type) && !hasPointer(from.type)
      return fits ? [{ name: `v${i - 1}`, from, to }] : []
    })
    const values = Object.fromEntries(pairs.map(({ name, from }) => [name, inputOf(from.type, from.value)]))
    writeFileSync(`${object}.patched`, withRodata(readFileSync(object), values))
    const data = dataOf(`${object}.patched`)
    for (const { from, to } of pairs) {
      const found = data.subarray(to.offset, to.offset + to.bytes.length)
      const problem = difference('patched', found, from.bytes)
      if (problem !== undefined) problems.push(`seed ${seed}, ${target}, ${from.type.tag}: ${problem}`)
    }
    count += pairs.length
  }
  return { cases: count, problems }
}

export function randomCases(seed: number): { types: CStruct[]; cases: Case[] } {
  const random = generator(seed)
  const types = randomStructs(seed, TYPES)
  const values = (type: CStruct) => Array.from({ length: VALUES }, () => ({ type, value: randomValue(type, random) }))
  return { types, cases: types.flatMap(values) }
}

/** How a codec differs from C: what it reads, what it writes from C's values, what it writes from what it read. */
export function problemOf(
  type: CStruct,
  value: CValue,
  bytes: Uint8Array,
  codec: AnyCodec | undefined,
): string | undefined {
  if (codec === undefined) return 'no codec'
  try {
    const decoded = decode(bytes, codec as Codec<unknown, never>)
    return (
      differenceOf(type, value, decoded) ??
      difference('written', encode(inputOf(type, value), codec), bytes) ??
      difference('written again', encode(decoded, codec), bytes)
    )
  } catch (error) {
    return String(error)
  }
}

function difference(what: string, found: Uint8Array, expected: Uint8Array): string | undefined {
  const [ours, theirs] = [found, expected].map((bytes) => Buffer.from(bytes).toString('hex'))
  return ours === theirs ? undefined : `${what} ${ours}, C has ${theirs}`
}
