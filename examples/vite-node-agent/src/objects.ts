// The BPF objects, inside the bundle: nothing to copy beside it, no path to get wrong.
import { release } from 'node:os'
import linux510 from 'virtual:bpf-linker/agent.linux-5.10'
import linux612 from 'virtual:bpf-linker/agent.linux-6.12'

export interface BpfObject {
  name: string
  /** The oldest kernel that it is for. */
  kernel: [major: number, minor: number]
  bytes: Uint8Array
}

/** Newest first. */
const objects: BpfObject[] = [
  { name: 'agent.linux-6.12', kernel: [6, 12], bytes: linux612 },
  { name: 'agent.linux-5.10', kernel: [5, 10], bytes: linux510 },
]

/** The newest object that a kernel takes; undefined when it is older than all of them. */
export function objectFor(kernel: string = release()): BpfObject | undefined {
  const [major = 0, minor = 0] = kernel.split('.').map((part) => Number.parseInt(part, 10))
  return objects.find(({ kernel: [least, lesser] }) => major > least || (major === least && minor >= lesser))
}
