// Prints the events of a recorded buffer. Each is of the type that its `kind` says: a case that is missing, or a member
// of another event, is an error of the compiler.
import { readFileSync } from 'node:fs'
import { type Decoded, decode } from 'bpf-linker/runtime'
import { events, kind } from '../bpf/events.bpf.c'
import { records } from './records.ts'

type Event = Decoded<typeof events.rb>

const [file = 'record/events.bin'] = process.argv.slice(2)
for (const record of records(readFileSync(file))) {
  console.log(describe(decode(record, events.rb)))
}

function describe(event: Event): string {
  const head = `${event.time} ${event.comm} (${event.pid})`
  switch (event.kind) {
    case kind.EXEC:
      return `${head} runs ${event.file} as user ${event.uid}`
    case kind.EXIT:
      return `${head} ends with ${event.code}, signal ${event.signal}${event.dumped ? ', core dumped' : ''}`
    case kind.CONNECT:
      // `v4` and `v6` are in the same bytes; only what is asked for is read.
      return `${head} connects to ${event.family === 2 ? event.v4.join('.') : hex(event.v6)} port ${event.port}`
  }
}

function hex(address: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((address[2 * i] ?? 0) << 8) | (address[2 * i + 1] ?? 0))
  return `[${groups.map((group) => group.toString(16)).join(':')}]`
}
