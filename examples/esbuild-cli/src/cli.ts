import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import object from '../bpf/tcp_states.bpf.c'
import meta from '../bpf/tcp_states.bpf.c?meta'

const USAGE = `tcp-states list              what the BPF object has, and the kernel it needs
tcp-states extract <file>    writes the object, for bpftool or a loader`

const [command, file, ...more] = process.argv.slice(2)
if (command === 'list' && file === undefined) list()
else if (command === 'extract' && file !== undefined && more.length === 0) extract(file)
else {
  console.error(USAGE)
  process.exitCode = 2
}

function list(): void {
  for (const { name, section, instructions } of meta.programs) {
    console.log(`program ${name} (${section}), ${instructions} instructions`)
  }
  for (const { name, type, maxEntries } of meta.maps) console.log(`map ${name} (${type}), ${maxEntries} entries`)
  console.log(`needs Linux ${meta.kernel ?? 'that is not known'}`)
}

function extract(target: string): void {
  // Both came from one link; a bundle that somebody changed would not agree.
  const sha256 = createHash('sha256').update(object).digest('hex')
  if (sha256 !== meta.sha256) throw new Error(`the object has the hash ${sha256}, ${meta.sha256} was expected`)
  writeFileSync(target, object)
  console.log(`${target}: ${object.length} bytes`)
}
