/**
 * Types of several files in one object, beside each file's own (clang's) and
 * beside libbpf's linker (`bpftool gen object`), on random type graphs.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { link } from '../../src/index.ts'
import { type BtfType, difference, dumpBtf } from './btf_dump.ts'
import { randomSources } from './random_types.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-types-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const graphs = Array.from({ length: 40 }, (_, i) => ({ seed: i + 1, types: 24, files: 4, conflicts: i % 2 === 1 }))

describe('random types in several files', () => {
  it.each(graphs)('seed $seed, conflicts: $conflicts', async (graph) => {
    const { seed } = graph
    const at = (name: string) => path.join(folder, `${seed}-${name}`)
    const sources = randomSources(graph).map((text, file) => {
      const source = at(`${file}.c`)
      writeFileSync(source, text)
      return source
    })
    const compile = (extension: string, ...flags: string[]) =>
      sources.map((source) => {
        const output = source.replace(/c$/, extension)
        execFileSync('clang-22', [
          '-target',
          'bpf',
          '-mcpu=v3',
          '-g',
          '-O2',
          '-w',
          ...flags,
          '-c',
          source,
          '-o',
          output,
        ])
        return output
      })
    const [objects, bitcode] = [compile('o'), compile('bc', '-emit-llvm')]
    await link({ inputs: bitcode, cpu: 'v3', outFile: at('ours.o') })
    const merged = dumpBtf(at('ours.o'))

    for (const object of objects) {
      const own = dumpBtf(object)
      for (const { id, kind, name } of own.filter(isSymbol)) {
        const counterpart = merged.find((type) => type.kind === kind && type.name === name)
        expect(counterpart, `${kind} ${name}`).toBeDefined()
        expect(difference(own, id, merged, counterpart?.id ?? 0), `${kind} ${name}`).toBe(undefined)
      }
    }

    // With types of one name that differ, libbpf takes a declaration for any of them; ours for none.
    if (graph.conflicts) return
    execFileSync('bpftool', ['gen', 'object', at('reference.o'), ...objects])
    expect(merged.length).toBeLessThanOrEqual(dumpBtf(at('reference.o')).length)
  })
})

function isSymbol({ kind, name }: BtfType): boolean {
  return (kind === 'VAR' || kind === 'FUNC') && name !== '_license'
}
