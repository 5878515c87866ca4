// Packing is reproducible: what is unpacked from a tarball and packed again, in another folder, has the same bytes.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { checksumOf } from '../release/checksum.mjs'
import { capture, run } from '../setup/run.mjs'

/** What is wrong, or undefined. */
export function packedAgain(tarball, folder) {
  mkdirSync(folder, { recursive: true })
  run('tar', ['-xzf', tarball, '-C', folder])
  const told = capture('npm', ['pack', '--json', '--ignore-scripts'], { cwd: join(folder, 'package') })
  if (told === undefined) return 'npm pack failed'
  const [again, before] = [join(folder, 'package', JSON.parse(told)[0].filename), tarball].map(checksumOf)
  return again === before ? undefined : `SHA-256 ${before} became ${again}`
}
