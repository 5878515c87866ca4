import { expect, it } from 'vitest'
import { bytesModule, failedModule, urlModule } from './code.ts'

const run = (code: string) => import(`data:text/javascript,${encodeURIComponent(code)}`)

it('carries every byte, of a view into a larger buffer too', async () => {
  const buffer = Uint8Array.from({ length: 300 }, (_, i) => i % 256)
  const view = buffer.subarray(7, 290)
  const { default: bytes } = await run(bytesModule(view))
  expect(bytes).toBeInstanceOf(Uint8Array)
  expect(bytes).toEqual(new Uint8Array(view))
  expect(bytes.buffer.byteLength).toBe(283)
})

it('asks for nothing that is only Node’s', () => {
  expect(bytesModule(new Uint8Array(3))).not.toMatch(/Buffer\.|require|import |node:/)
})

it('exports an address', async () => {
  expect((await run(urlModule('"/a.bpf.o"'))).default).toBe('/a.bpf.o')
})

it('fails where the build has failed', async () => {
  await expect(run(failedModule('use of "x"'))).rejects.toThrow('bpf-linker: use of "x"')
})
