import { release } from 'node:os'
import { describe, obstacle, withLoaded } from './bpftool.ts'
import { objectFor } from './objects.ts'

const object = objectFor()
if (object === undefined) {
  console.error(`agent: Linux ${release()} is older than every object of this bundle.`)
  process.exit(1)
}
console.log(`agent: Linux ${release()} gets ${object.name}, ${object.bytes.length} bytes.`)

const reason = obstacle()
if (reason === undefined) {
  withLoaded(object.bytes, (programs) => {
    console.log(`agent: the kernel took ${programs.length} programs (loaded, not attached):`)
    for (const program of programs) console.log(describe(program))
  })
  console.log('agent: unloaded.')
} else {
  console.log(`agent: skipped loading: ${reason}.`)
}
