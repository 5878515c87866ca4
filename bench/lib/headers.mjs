// The headers of libbpf and Linux that are inside, for the compilers that ours is measured beside.
import { dirname, join } from 'node:path'
import { nativePath } from '../../dist/link/native.js'

/** Flags of clang. */
export const ownHeaders = ['libbpf', 'linux'].flatMap((name) => [
  '-isystem',
  join(dirname(nativePath()), 'include', name),
])
