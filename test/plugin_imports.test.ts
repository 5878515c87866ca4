/**
 * A bundler's config imports a plugin in every run, also of those that build nothing of ours: it stays small, and what
 * reads configs, links and checks comes when it is needed. `bench/bundlers.mjs` has the times.
 */
import path from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')

test.each(['vite/vite', 'rollup/rollup', 'rollup/rolldown', 'esbuild/esbuild', 'webpack/webpack', 'webpack/rspack'])(
  '%s',
  async (name) => {
    const entry = `src/plugin/${name}.ts`
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
    })
    const files = new Set([entry])
    const packages = new Set<string>()
    for (const file of files) {
      for (const { path: to, kind, external } of metafile.inputs[file]?.imports ?? []) {
        if (kind !== 'import-statement') continue
        if (external) packages.add(to)
        else files.add(to)
      }
    }
    expect([...packages].filter((to) => !to.startsWith('node:'))).toEqual(['unplugin'])
    expect([...files].filter((file) => /^src\/(?:config|kernel|object|codegen|runtime)\//.test(file))).toEqual([])
    // Of the bundlers' own hooks only those of this one; Vite has those of Rollup, too.
    const hosts = new Set([...files].flatMap((file) => /^src\/plugin\/(\w+)\//.exec(file)?.[1] ?? []))
    const [own] = name.split('/')
    expect([...hosts].filter((host) => host !== own)).toEqual(own === 'vite' ? ['rollup'] : [])
    const bytes = [...files].reduce((sum, file) => sum + (metafile.inputs[file]?.bytes ?? 0), 0)
    expect(bytes).toBeLessThan(140_000)
    // They are there, behind a dynamic import.
    expect(Object.keys(metafile.inputs)).toContain('src/config/load_config.ts')
  },
)
