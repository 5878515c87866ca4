/**
 * Who makes the objects: the native part and this package, by content. A version
 * alone would not do: checkouts are built again and again under one version, and
 * packages get patched.
 */
import { readdirSync } from 'node:fs'
import { endianness } from 'node:os'
import path from 'node:path'
import { sha256OfData } from '../../sha256.ts'
import { packageVersion } from '../machine.ts'
import { findNative } from '../native.ts'
import type { FileHashes } from './file_hashes.ts'

/** `src` or `dist`. */
const CODE = path.resolve(import.meta.dirname, '../..')

/**
 * In hex; the same on every machine and in every folder that has the same files.
 * @throws BpfLinkerError NATIVE_MISSING
 */
export function toolIdentity(hashes: Pick<FileHashes, 'hash'>): string {
  const { executable, addon } = findNative()
  const own = [executable, addon].filter((file) => file !== undefined)
  const native = [...new Set([...own, ...own.flatMap((file) => libraries(path.dirname(file)))])].sort()
  const parts = {
    version: packageVersion(),
    // The byte order of the target `bpf`.
    endianness: endianness(),
    // LLVM and clang are in the library. A part that is missing is of no use to anyone, but may come.
    native: native.map((file) => [path.basename(file), hashes.hash(file) ?? null]),
    code: codeIdentity(hashes),
  }
  return sha256OfData(parts)
}

function libraries(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /^libbpf-linker\./.test(name))
  return names.map((name) => path.join(folder, name))
}

let code: string | undefined

/** Rules and feature tables are code, too. Once in a process: what runs is what was there when it began. */
function codeIdentity(hashes: Pick<FileHashes, 'hash'>): string {
  if (code !== undefined) return code
  const files = codeFiles().map((file) => [path.relative(CODE, file).replaceAll('\\', '/'), hashes.hash(file) ?? null])
  code = sha256OfData(files)
  return code
}

function codeFiles(): string[] {
  // Somebody has bundled us: into this file, and who knows what is around it.
  if (!/[\\/]link[\\/]cache$/.test(import.meta.dirname)) return [import.meta.filename]
  const entries = readdirSync(CODE, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /(?<!\.d|\.test)\.[jt]s$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}
