// Which glibc a library asks for, by the versions of the symbols that it takes from it.
import { capture, SetupError } from '../setup/run.mjs'
import { isAbove } from './versions.mjs'

/** RHEL 8's, which Node's own builds need too. */
export const OLDEST_GLIBC = '2.28'

/** Throws, with the symbols, where a file asks for more than OLDEST_GLIBC. */
export function checkGlibc(file) {
  const table = capture('llvm-objdump-22', ['-T', file])
  if (table === undefined) throw new SetupError(`llvm-objdump-22 cannot read ${file}`)
  const newer = symbolsAbove(table, OLDEST_GLIBC)
  if (newer.length === 0) return
  throw new SetupError(
    `${file} needs a newer glibc than ${OLDEST_GLIBC}: ${newer.join(', ')}. ` +
      'native/old_libc/shims.cpp is the place for what an older one lacks',
  )
}

/** `name (version)` of each undefined symbol of a newer version, from the output of objdump -T. */
export function symbolsAbove(table, floor) {
  return [...table.matchAll(/\*UND\*.*\(GLIBC_([\d.]+)\)\s+(\S+)$/gm)]
    .filter(([, version]) => isAbove(version, floor))
    .map(([, version, name]) => `${name} (${version})`)
}
