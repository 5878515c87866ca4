/** The same bundle in a browser and in Node: values, constants and layouts are read by the same code. */
import vm from 'node:vm'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import bpfLinker from '../../src/plugin/esbuild/esbuild.ts'
import { launch, withoutBrowser } from '../examples/browser.ts'
import { copyExample, type Example } from '../examples/example.ts'
import { buildCommand } from '../support/command.ts'

const reason = withoutBrowser()

/** Text of what is read, written and patched; `bigint`s as text, so that it can leave the page. */
const ENTRY = `
import { assertLayout, decode, encode, layoutOf, plain, withRodata } from 'bpf-linker/runtime'
import bytes, { connect, events, layout, type VariableTypes } from '../bpf/events.bpf.c'

const value = { kind: 2, pid: 815, time: 2n ** 60n, comm: 'caf\\u00e9', family: 10, port: 53, v6: new Uint8Array(16).fill(7) } as const
const record = encode(value, connect)
const event = decode(record, events.rb)
assertLayout(bytes, layout)
const patched = withRodata<VariableTypes>(bytes, { target_uid: 0x11223344 })
const changed = [...patched].flatMap((byte, i) => (byte === bytes[i] ? [] : [byte]))
let message = ''
try {
  decode(record.subarray(0, 20), events.rb)
} catch (error) {
  message = String(error)
}
const show = (_: string, item: unknown) => (typeof item === 'bigint' ? String(item) : item)
;(globalThis as { result?: string }).result = JSON.stringify(
  [[...record], plain(event), changed, layoutOf(patched, layout.events).hash === layout.hash, message],
  show,
)
`

describe.skipIf(reason !== undefined)(`a browser${reason === undefined ? '' : `: skipped, since ${reason}`}`, () => {
  let example: Example
  let bundle: string
  beforeAll(async () => {
    buildCommand()
    example = copyExample('typed-events')
    const { outputFiles } = await build({
      stdin: { contents: ENTRY, resolveDir: example.at('src'), loader: 'ts' },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      plugins: [bpfLinker({ configFile: example.at('bpf-linker.config.ts'), assets: false })],
    })
    bundle = outputFiles[0]?.text ?? ''
  })
  afterAll(() => example.remove())

  test('reads, writes and sets what Node does', async () => {
    const context: { result?: string } = { TextEncoder, TextDecoder, atob } as never
    vm.runInNewContext(bundle, context)
    const browser = await launch()
    try {
      const page = await browser.newPage()
      await page.addScriptTag({ content: bundle })
      const result = await page.evaluate('globalThis.result')
      expect(result).toBe(context.result)
      const [record, event, changed, fits, message] = JSON.parse(String(result))
      expect(record).toHaveLength(56)
      expect(event).toMatchObject({ kind: 2, time: String(2n ** 60n), comm: 'café', port: 53 })
      expect(changed).toEqual([0x44, 0x33, 0x22, 0x11])
      expect([fits, message]).toEqual([true, 'CodecError: rb.comm[4]: expected 56 bytes, found 20'])
    } finally {
      await browser.close()
    }
  })
})
