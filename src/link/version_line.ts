/** What the native executable says of itself with `--version`. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { BpfLinkerError } from '../errors.ts'

/** What is inside of the native part. */
export interface NativeContents {
  /** Of the package that it was built for. */
  version: string
  llvm: string
  clang: string
  /** Releases whose headers programs get. */
  headers: { libbpf: string; linux: string }
}

/** native/cli/command_line.cpp writes it. */
const LINE = /^bpf-linker (\S+) \(LLVM (\S+), clang (\S+), headers of libbpf (\S+) and Linux (\S+)\)\n$/

/** @throws BpfLinkerError JOB_INVALID where it says something else */
export async function nativeContents(executable: string): Promise<NativeContents> {
  const { stdout } = await promisify(execFile)(executable, ['--version'], { encoding: 'utf8' })
  const [, version, llvm, clang, libbpf, linux] = LINE.exec(stdout) ?? []
  if (
    version === undefined ||
    llvm === undefined ||
    clang === undefined ||
    libbpf === undefined ||
    linux === undefined
  ) {
    throw new BpfLinkerError('JOB_INVALID', `${executable} --version says '${stdout.slice(0, 200).trim()}'`, {
      hint: 'install the package again: it is another program, or of another version',
    })
  }
  return { version, llvm, clang, headers: { libbpf, linux } }
}
