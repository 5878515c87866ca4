import { expect, it } from 'vitest'
import type { ObjectMeta } from '../engine/meta.ts'
import { bytesModule, failedModule, inlineModule, META_KEYS, manifestModule, metaModule, urlModule } from './code.ts'

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

const META: ObjectMeta = {
  name: 'probe',
  id: 'probe',
  fileName: 'probe.bpf.o',
  profile: { name: 'generic', loader: 'libbpf', cpu: 'v3' },
  sha256: 'ab',
  size: 1,
  endianness: 'little',
  programs: [],
  maps: [],
  dataSections: [],
  externs: [],
  kernel: '5.10',
  requirements: [],
}

it('exports meta data whole, and each key by its name', async () => {
  const module = await run(metaModule(META))
  expect(module.default).toStrictEqual(META)
  expect(module.kernel).toBe('5.10')
  // An import of a key that this object has no value for must not fail.
  expect(Object.keys(module).sort()).toEqual([...META_KEYS, 'default'].sort())
  expect(module.license).toBeUndefined()
})

it('exports an address that holds the bytes', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const { default: address } = await run(inlineModule(bytes))
  expect(new Uint8Array(await (await fetch(address)).arrayBuffer())).toEqual(bytes)
})

it('lists objects, and loads one when it is asked for', async () => {
  const bytes = `data:text/javascript,${encodeURIComponent(bytesModule(Uint8Array.of(7)))}`
  const address = 'data:text/javascript,export default "/probe.bpf.o"'
  const entry = { name: 'probe', id: 'probe', profileName: 'generic', meta: META }
  const entries = [entry, { ...entry, load: bytes }, { ...entry, url: address }]
  const [plain, lazy, addressed] = (await run(manifestModule(entries))).default
  expect(plain).toStrictEqual(entry)
  expect(await lazy.load()).toEqual(Uint8Array.of(7))
  expect(addressed).toStrictEqual({ ...entry, url: '/probe.bpf.o' })
})
