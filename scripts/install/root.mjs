// A Debian that has nothing but Node, and commands in it.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aptOf } from '../bare/apt.mjs'
import { unpackBase } from '../bare/base.mjs'
import { machine } from '../bare/machine.mjs'
import { runIsolated } from '../bare/namespace.mjs'
import { cacheFolder } from '../setup/cache_folder.mjs'

/** Makes it in `place`; `run(script)` gives the exit status and what was said. */
export async function bareRoot({ suite, place, mounts = [], env = {} }) {
  mkdirSync(place, { recursive: true })
  // One archive has every suite.
  const apt = aptOf('bookworm')
  await unpackBase({ suite, apt, cache: join(cacheFolder(), 'fresh'), to: place })
  const lent = machine(place, apt)
  mkdirSync(join(place, 'root/user'), { recursive: true })
  return {
    project: join(place, 'root/user'),
    async run(script) {
      const command = ['sh', '-c', `{ ${script}; } >/root/said.txt 2>&1`]
      const status = await runIsolated({
        root: place,
        mounts: [...lent.mounts, ...mounts],
        env: { ...lent.env, ...env },
        cwd: '/root/user',
        command,
      })
      return { status, said: readFileSync(join(place, 'root/said.txt'), 'utf8') }
    },
  }
}
