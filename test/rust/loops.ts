/** The programs of `loops/` as bitcode: Rust that no kernel before 5.3 takes as it is written. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rustSysroot, rustToolchain } from './toolchain.ts'

const programs = fileURLToPath(new URL('loops', import.meta.url))
const target = 'bpfel-unknown-none'

/** Compiles them into `folder`; the files, sorted. */
export function loopBitcode(folder: string): string[] {
  const { rustc, env } = rustToolchain()
  const common = ['--edition', '2021', '--sysroot', rustSysroot(target), '--target', target, '-g']
  common.push('-C', 'opt-level=3', '-C', 'panic=abort', '--crate-type', 'lib')
  return readdirSync(programs)
    .toSorted()
    .map((name) => {
      const bitcode = join(folder, `${basename(name, '.rs')}.bc`)
      execFileSync(rustc, [...common, '--emit', `llvm-bc=${bitcode}`, join(programs, name)], { env, stdio: 'pipe' })
      return bitcode
    })
}
