import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const entries = [
  'src/index.ts',
  'src/cli/main.ts',
  ...readdirSync(`${root}src/plugin`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\/(vite|rollup|rolldown|esbuild|webpack|rspack)\.ts$/.test(file))
    .map((file) => `src/plugin/${file}`),
]

test.each(entries)('%s loads the kernel tables only when a check asks for them', async (entry) => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry, 'src/kernel/features.ts'],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    outdir: 'none',
    metafile: true,
  })
  const reached = new Set([entry])
  for (const file of reached)
    for (const { path, kind } of metafile.inputs[file]?.imports ?? [])
      if (kind === 'import-statement') reached.add(path)
  expect([...reached].filter((file) => file.startsWith('src/kernel/data/'))).toEqual([])
  // The tables are found from where they belong, so that the search above can fail.
  expect(metafile.inputs['src/kernel/features.ts']?.imports.map(({ path }) => path)).toContain(
    'src/kernel/data/helpers.generated.ts',
  )
})
