/** Every kind of CO-RE relocation, of types that look alike in two files, in every form that bitcode comes in. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { inspect, link } from '../../src/index.ts'
import type { CoreRelocationKind } from '../../src/object/types.ts'
import { ownHeaders } from '../support/own_headers.ts'
import { type CompileFlags, genObject } from './gen_object.ts'
import { viewOf } from './view.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-core-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sources = ['a', 'b'].map((name) => join(import.meta.dirname, 'pairs/core-kinds', `${name}.c`))
const flags: CompileFlags = { includeDirs: [], defines: [], cflags: [] }

// biome-ignore format: enum bpf_core_relo_kind, in its order.
const kinds: CoreRelocationKind[] = [
  'fieldByteOffset', 'fieldByteSize', 'fieldExists', 'fieldSigned', 'fieldLshiftU64', 'fieldRshiftU64', 'typeIdLocal',
  'typeIdTarget', 'typeExists', 'typeSize', 'enumvalExists', 'enumvalValue', 'typeMatches',
]

const relocations = async (object: string) => viewOf(await inspect(readFileSync(object), { types: true })).accesses

const forms = {
  'before optimisation': ['-O2', '-emit-llvm', '-Xclang', '-disable-llvm-passes'],
  optimised: ['-O2', '-emit-llvm'],
  'embedded before optimisation': ['-O2', '-Xclang', '-fembed-bitcode=all'],
}

it('has every kind of relocation that libbpf’s linker has, whatever the form of the inputs', async () => {
  const reference = await genObject(sources, flags, true, join(folder, 'reference'))
  if (!reference.ok) expect.fail(reference.messages)
  const expected = await relocations(reference.object)
  expect([...new Set(expected.map((line) => line.split(' ')[0]))].sort()).toEqual(kinds.toSorted())

  const inputsOf: Record<string, string[]> = { sources }
  for (const [form, args] of Object.entries(forms)) {
    inputsOf[form] = sources.map((source, index) => {
      const output = join(folder, `${form}-${index}.o`)
      const flags = ['-target', 'bpf', '-mcpu=v3', '-g', ...args, ...ownHeaders()]
      execFileSync('clang-22', [...flags, '-c', source, '-o', output])
      return output
    })
  }
  for (const [form, inputs] of Object.entries(inputsOf)) {
    const object = join(folder, `${form}.o`)
    await link({ inputs, outFile: object, cpu: 'v3' })
    expect(await relocations(object), form).toEqual(expected)
  }
})
