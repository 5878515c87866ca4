// Run by the arm64 Node, beside the installed packages: links the jobs of a file by the addon, and prints what came out.
import { readFileSync } from 'node:fs'
import { BpfLinkerError, link } from 'bpf-linker'

const jobs = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const outcomes = {}
for (const [name, job] of Object.entries(jobs)) {
  try {
    const { bytes, info } = await link({ ...job, isolate: false })
    outcomes[name] = { object: Buffer.from(bytes).toString('hex'), told: info }
  } catch (error) {
    if (!(error instanceof BpfLinkerError) || error.diagnostics.length === 0) throw error
    outcomes[name] = { object: '', told: error.diagnostics }
  }
}
process.stdout.write(JSON.stringify(outcomes))
