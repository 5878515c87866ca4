/** The headers of libbpf and Linux that are inside, for the compilers that ours is compared with. */
import path from 'node:path'
import { findNative } from '../../src/link/native.ts'

/** Flags of clang, which then does not take the system's. */
export function ownHeaders(): string[] {
  const { headerDirectory } = findNative()
  return ['libbpf', 'linux'].flatMap((name) => ['-isystem', path.join(headerDirectory, name)])
}
