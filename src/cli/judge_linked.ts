/**
 * What the linker made, against a profile: `bpf-linker --profile linux-5.10 -o probe.o …`, as rustc calls it too.
 * Findings go to standard error, where rustc takes a linker's words from. An error fails the link, and takes its
 * object along, so that nobody uses it.
 */
import { lstatSync, rmSync } from 'node:fs'
import { checkFor } from '../engine/check.ts'
import type { ToJudge } from '../link/hand_over.ts'
import { drawDiagnostics } from '../report/diagnostics.ts'
import { paintFor } from '../report/paint.ts'
import { interruptible } from './interrupt.ts'
import { profilesNamed } from './profiles_named.ts'

/** The exit status. */
export async function judgeLinked({ profileName, object }: ToJudge): Promise<number> {
  const cwd = process.cwd()
  return interruptible(async (signal) => {
    let passes = false
    try {
      const [profile] = await profilesNamed([profileName], undefined)
      if (profile === undefined) return 1
      const { ok, diagnostics } = await checkFor(object, profile, { cwd, signal })
      const text = drawDiagnostics(diagnostics, { paint: paintFor(process.stderr), cwd })
      if (text !== '') process.stderr.write(`${text}\n`)
      passes = ok
    } finally {
      if (!passes) removeFile(object)
    }
    return passes ? 0 : 1
  })
}

/** Never what else has a path, such as /dev/stdout. */
function removeFile(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) rmSync(file)
}
