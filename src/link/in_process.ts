/**
 * The other door: the addon runs the job inside this process, on a thread of
 * its own. For trusted input: a crash of LLVM is a crash of the host, limits do
 * not hold, and a job that began cannot be stopped.
 */
import { createRequire } from 'node:module'
import { BpfLinkerError } from '../errors.ts'
import { type Answerer, versionHint } from './exchange.ts'
import { packageVersion, thisAddon } from './machine.ts'
import { join } from './message.ts'
import type { NativePart } from './native.ts'

/** What `native/binding` exports. */
interface Addon {
  packageVersion: string
  runJob(message: Uint8Array): Promise<Uint8Array>
}

const loaded = new Map<string, Addon>()

/**
 * The addon's file.
 * @throws BpfLinkerError NATIVE_MISSING where its package is not installed
 */
export function requireAddon(part: NativePart): string {
  if (part.addon !== undefined) return part.addon
  const name = `@bpf-linker/${thisAddon()}`
  const musl = name.endsWith('-musl')
  throw new BpfLinkerError('NATIVE_MISSING', `'isolate: false' runs jobs by the addon of ${name}, which is not there`, {
    hint: musl
      ? "leave 'isolate' on: native processes need no addon, and there is none for musl (Alpine)"
      : `npm install ${name}@${packageVersion()}, or leave 'isolate' on: native processes need no addon`,
  })
}

/**
 * The bytes that the addon answered.
 * @throws BpfLinkerError NATIVE_MISSING, NATIVE_VERSION
 */
export async function runInHost(request: readonly Uint8Array[], addon: Answerer): Promise<Uint8Array> {
  return load(addon).runJob(join(request))
}

function load(from: Answerer): Addon {
  let addon = loaded.get(from.nativeFile)
  if (addon !== undefined) return addon
  try {
    addon = createRequire(import.meta.url)(from.nativeFile) as Addon
  } catch (cause) {
    throw new BpfLinkerError('NATIVE_MISSING', `the addon cannot be loaded: ${(cause as Error).message}`, {
      hint: "install the package again, or leave 'isolate' on: native processes need no addon",
      cause,
    })
  }
  if (addon.packageVersion !== from.packageVersion) {
    throw new BpfLinkerError(
      'NATIVE_VERSION',
      `${from.nativeFile} is of bpf-linker ${addon.packageVersion ?? '(no version)'}, the package is ${from.packageVersion}`,
      { hint: versionHint(from) },
    )
  }
  loaded.set(from.nativeFile, addon)
  return addon
}
