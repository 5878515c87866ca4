/** Rules and feature tables are large, and most runs never look at them: nothing may load them before a check runs. */
import path from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')
const LAZY = /^src\/kernel\/(?:check|features|rules\/|analysis\/|data\/)/

test.each(['src/index.ts', 'src/cli/main.ts', 'src/cli/build.ts', 'src/cli/check.ts', 'src/plugin/vite/vite.ts'])(
  'what %s imports at once has no rules',
  async (entry) => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outdir: 'out',
      write: false,
      metafile: true,
    })
    const outputs = Object.entries(metafile.outputs)
    const [first] = outputs.find(([, { entryPoint }]) => entryPoint === entry) ?? []
    const loaded = new Set<string>()
    const open = [first]
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (loaded.has(name)) continue
      loaded.add(name)
      for (const { path: to, kind } of metafile.outputs[name]?.imports ?? []) {
        if (kind === 'import-statement' && metafile.outputs[to] !== undefined) open.push(to)
      }
    }
    const files = [...loaded].flatMap((name) => Object.keys(metafile.outputs[name]?.inputs ?? {}))
    expect(files).toContain(entry)
    expect(files.filter((file) => LAZY.test(file))).toEqual([])
    // They are there, behind a dynamic import.
    const all = outputs.flatMap(([, { inputs }]) => Object.keys(inputs))
    expect(all.some((file) => LAZY.test(file))).toBe(true)
  },
)
