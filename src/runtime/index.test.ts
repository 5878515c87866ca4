/** What is published as `bpf-linker/runtime`: how large it is, what it needs, what a bundler can drop. */
import path from 'node:path'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { linked } from '../../test/codecs/linked.ts'
import { codecSource } from '../../test/codecs/load.ts'

const ENTRY = path.join(import.meta.dirname, 'index.ts')
const LARGEST = 6 * 1024

async function bundle(contents: string, format: 'esm' | 'iife' = 'esm'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format,
    platform: 'neutral',
    globalName: 'bundled',
  })
  return outputFiles[0]?.text ?? ''
}

describe('the runtime', () => {
  it(`is smaller than ${LARGEST} bytes`, async () => {
    const text = await bundle(`export * from ${JSON.stringify(ENTRY)}`)
    expect(gzipSync(text, { level: 9 }).length).toBeLessThan(LARGEST)
  })

  it('is dropped where it is not used', async () => {
    expect(await bundle(`import ${JSON.stringify(ENTRY)}; import { codec } from ${JSON.stringify(ENTRY)}`)).toBe('')
    const decoder = await bundle(`export { decode } from ${JSON.stringify(ENTRY)}`)
    expect(gzipSync(decoder).length).toBeLessThan(1024)
  })

  it('needs nothing of Node', async () => {
    const { bytes } = await linked('const volatile unsigned target = 1; unsigned used = 1;')
    const text = await bundle(`export * from ${JSON.stringify(ENTRY)}`, 'iife')
    const result = vm.runInNewContext(
      `${text}
      const patched = bundled.withRodata(Uint8Array.from(bytes), { target: 0x11223344 })
      ;[patched.length, bundled.layoutOf(patched).hash]`,
      { bytes: [...bytes], TextEncoder, TextDecoder },
    )
    expect(result).toEqual([bytes.length, expect.stringMatching(/^[0-9a-f]{16}$/)])
  })
})

describe('generated codecs', () => {
  it('are dropped where they are not used', async () => {
    const { graph } = await linked(
      'struct s { int a; union { int b; char c[4]; }; struct { long d; } e[3]; }; struct s s;',
    )
    const id = graph.types.findIndex((type) => type.name === 's' && type.kind === 'struct')
    const { source } = codecSource(graph, [id])
    const imports = source.replace(/^const \{ (.*) \} = runtime/, (_, names: string) => {
      return `import { ${names.replaceAll(':', ' as')} } from ${JSON.stringify(ENTRY)}`
    })
    expect(await bundle(imports)).toBe('')
    expect(await bundle(`${imports}\nexport { s }`)).not.toBe('')
  })
})
