/** The examples, built and run as their READMEs say. The page has a test of its own. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspect } from '../../src/index.ts'
import { buildCommand } from '../support/command.ts'
import { copyExample, type Example, startService } from './example.ts'

beforeAll(buildCommand)

/** In a `describe`: the example, built. */
function built(name: string): { example: Example } {
  const state = {} as { example: Example }
  beforeAll(async () => {
    state.example = copyExample(name)
    await state.example.npm('build')
  })
  afterAll(() => state.example.remove())
  return state
}

describe('esbuild-cli', () => {
  const state = built('esbuild-cli')

  test('lists what its object has', async () => {
    expect(await state.example.node('dist/cli.js', 'list')).toMatch(
      /^program count_state \(tracepoint\/sock\/inet_sock_set_state\), \d+ instructions\nmap entered \(BPF_MAP_TYPE_PERCPU_ARRAY\), 16 entries\nneeds Linux 5\.\d+\n$/,
    )
  })

  test('writes the object', async () => {
    await state.example.node('dist/cli.js', 'extract', 'out.bpf.o')
    const { programs, maps } = await inspect(state.example.at('out.bpf.o'))
    expect([programs.map((p) => p.name), maps.map((m) => m.name)]).toEqual([['count_state'], ['entered']])
  })

  test('is one file that runs by itself, and its types are right', async () => {
    expect(state.example.read('dist/cli.js')).toMatch(/^#!\/usr\/bin\/env node\n/)
    await state.example.npm('check')
  })
})

describe('rollup-library', () => {
  const state = built('rollup-library')

  test('exports where its object is, wherever it is installed', async () => {
    const library = await import(pathToFileURL(state.example.at('dist/index.js')).href)
    const { programs, maps } = await inspect(readFileSync(fileURLToPath(library.objectAddress)))
    expect(library.names).toEqual({ program: programs[0]?.name, map: maps[0]?.name })
    expect(library.leastKernel).toMatch(/^4\.\d+$/)
    expect([...library.encodeNetwork('192.0.2.0/24')].slice(4)).toEqual([192, 0, 2, 0])
    expect(() => library.encodeNetwork('192.0.2.0/33')).toThrow(RangeError)
  })

  test('comes with types, and without the bytes that it does not import', () => {
    expect(state.example.read('dist/index.d.ts')).toContain(
      'export declare function encodeNetwork(network: string): Uint8Array',
    )
    expect(state.example.read('dist/index.js')).not.toContain('atob')
  })
})

describe('webpack-service', () => {
  const state = built('webpack-service')

  test('hands out the object that fits a kernel', async () => {
    const { line, stop } = await startService(state.example, 'dist/service.js', { PORT: '0' })
    try {
      const list = (await (await fetch(line)).json()) as { id: string; kernel: string; sha256: string }[]
      expect(list).toMatchObject([
        { id: 'perf', profileName: 'linux-4.19', programs: ['on_exec'] },
        { id: 'ring', profileName: 'linux-5.10', kernel: '5.8', programs: ['on_exec'] },
      ])
      for (const [kernel, id] of [
        ['6.12', 'ring'],
        ['5.8', 'ring'],
        ['5.7', 'perf'],
        ['4.19', 'perf'],
      ]) {
        const response = await fetch(`${line}/for/${kernel}`)
        const { sha256 } = list.find((object) => object.id === id) ?? {}
        expect(
          createHash('sha256')
            .update(Buffer.from(await response.arrayBuffer()))
            .digest('hex'),
        ).toBe(sha256)
        const headers = { 'If-None-Match': response.headers.get('etag') ?? '' }
        expect((await fetch(`${line}/for/${kernel}`, { headers })).status).toBe(304)
      }
      expect((await fetch(`${line}/for/3.0`)).status).toBe(404)
    } finally {
      await stop()
    }
  })

  test('its types are right', () => state.example.npm('check'))
})
