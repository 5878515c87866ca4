/**
 * A config module run in a thread of its own. Node keeps every module it has
 * imported for the life of a thread, so this is the way to see changes in the
 * files that a config imports where no bundler is at hand. Only plain data
 * comes back, which is what a config is.
 */

import { Worker } from 'node:worker_threads'
import type { ConfigEnvironment } from '../settings/config.ts'

/** What a module exports by default, after promises and functions. */
export interface Evaluated {
  value: unknown
  /** The names it exports when it has no default export. */
  named: string[] | undefined
}

// As an address, it is an ES module whatever flags this process was started with.
const SCRIPT = `
import { parentPort, workerData } from 'node:worker_threads'
async function run() {
  const module = await import(workerData.url)
  if (!('default' in module)) return { value: undefined, named: Object.keys(module) }
  const exported = module.default
  return { value: await (typeof exported === 'function' ? exported(workerData.environment) : exported) }
}
run().then((result) => parentPort.postMessage(result)).catch((error) => {
  if (!(error instanceof Error) && error?.name !== 'DataCloneError') return parentPort.postMessage({ thrown: String(error) })
  const { name, message, stack, code } = error
  parentPort.postMessage({ failure: { name, message, stack, code } })
})
`

interface Answer extends Evaluated {
  failure?: { name: string; message: string; stack: string; code?: string }
  thrown?: string
}

/** Throws what the module throws, as an Error with the same name, message, stack and code. */
export async function importInWorker(url: string, environment: ConfigEnvironment): Promise<Evaluated> {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(SCRIPT)}`), {
    workerData: { url, environment },
  })
  try {
    const answer = await new Promise<Answer>((done, fail) => {
      worker.once('message', done)
      worker.once('error', fail)
      worker.once('exit', (code) => fail(new Error(`the config ended its process with status ${code}`)))
    })
    if (answer.thrown !== undefined) throw answer.thrown
    if (answer.failure !== undefined) throw Object.assign(new Error(answer.failure.message), answer.failure)
    return { value: answer.value, named: answer.named }
  } finally {
    await worker.terminate()
  }
}
