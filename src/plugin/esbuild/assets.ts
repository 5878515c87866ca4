/**
 * Objects as assets of esbuild. Those of imports go through the `file` loader, which names them. Objects that nothing
 * imports have no loader to go through. They are added when the build has ended: to `outputFiles` under
 * `write: false`, else on disk, and to the metafile.
 */
import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { BuildOptions, BuildResult } from 'esbuild'
import { type Addresses, FOR_BROWSERS } from '../forms.ts'
import type { Built } from '../outcome.ts'
import { type ObjectRequest, sourceName } from '../request.ts'

/**
 * `?url` goes through the `file` loader. `?path` is a module that imports that address, which is relative to the
 * bundle's file, and resolves it.
 */
export function addressesOf({ platform = 'browser', format, publicPath }: BuildOptions): Addresses {
  const url = () => {
    throw new TypeError('onResolve() sends no such request here')
  }
  const isModule = format === 'esm' || (format === undefined && platform === 'neutral')
  if (platform !== 'node' && !(platform === 'neutral' && isModule)) return { url, path: FOR_BROWSERS }
  if (publicPath !== undefined && publicPath !== '') return { url, path: { because: PUBLIC_PATH } }
  const base = isModule ? 'import.meta.url' : "require('node:url').pathToFileURL(__filename)"
  return { url, path: () => `new URL(address, ${base}).href` }
}

const PUBLIC_PATH = "in a build whose 'publicPath' says that files are elsewhere"

/** `…?path` → `…?url`, `…&bpf-path` → `…&bpf-url`. */
export function addressImport(specifier: string): string {
  return specifier.replace(/(?<=[?&](?:bpf-)?)path(?=&|$)/, 'url')
}

/**
 * Beside the source, so that `[dir]` in `assetNames` works. Two sources of one folder with one name (`x.c`, `x.bpf.c`)
 * must not share a path: that of the less usual ending is a folder deeper.
 */
export function assetPath(file: string, request: ObjectRequest): string {
  const directory = file.endsWith('.bpf.c') ? path.dirname(file) : file
  return path.join(directory, assetName(sourceName(file), request))
}

export function assetName(name: string, { profileName }: ObjectRequest): string {
  return `${profileName === undefined ? name : `${name}.${profileName}`}.bpf.o`
}

/** @param folder In esbuild's output folder */
export async function emitAsset(
  { fileName, bytes }: Built,
  folder: string,
  root: string,
  options: BuildOptions,
  result: BuildResult,
): Promise<void> {
  const { outdir, outfile, write } = options
  const outputFolder = path.resolve(root, outdir ?? (outfile === undefined ? '.' : path.dirname(outfile)))
  const file = path.join(outputFolder, folder, fileName)
  if (result.metafile !== undefined) {
    const key = path.relative(root, file).replaceAll('\\', '/')
    result.metafile.outputs[key] = { bytes: bytes.byteLength, inputs: {}, imports: [], exports: [] }
  }
  if (write === false) {
    const hash = createHash('sha256').update(bytes).digest('base64')
    result.outputFiles?.push({ path: file, contents: bytes, hash, text: new TextDecoder().decode(bytes) })
    return
  }
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(`${file}.${process.pid}`, bytes)
  await rename(`${file}.${process.pid}`, file)
}
