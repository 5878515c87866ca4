/** Ctrl-C and its kin: jobs are stopped, then the command ends as they ask. */
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command whose signal aborts when somebody asks this process to stop.
 * The status is then the shell's for that signal: 130 after Ctrl-C.
 */
export async function interruptible(run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController()
  let status: number | undefined
  const stop = (signal: (typeof SIGNALS)[number]) => {
    status = 128 + constants.signals[signal]
    controller.abort()
  }
  for (const signal of SIGNALS) process.once(signal, stop)
  try {
    const own = await run(controller.signal)
    return status ?? own
  } catch (error) {
    if (status === undefined) throw error
    return status
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
}
