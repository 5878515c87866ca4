/** The same inputs give the same object on arm64 as on x64, whether the executable links them or the addon. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProgram, parseProgram, programFolder } from '../rust/program.ts'
import { allJobs, CUT_SHORT, RUST_PROGRAMS } from './jobs.ts'
import { type Architecture, arm64Node, byAddon, byExecutable, machines, type Outcome } from './machines.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-arm64-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const jobs = await allJobs(join(folder, 'inputs'))

describe('a link', () => {
  let inProcess: Record<string, Outcome>
  beforeAll(async () => {
    inProcess = await byAddon(jobs)
  })

  it.each(Object.entries(jobs))('%s', async (name, job) => {
    const expected = await byExecutable('x64', job)
    // So that nothing is not equal to nothing.
    if (name === CUT_SHORT) expect(expected.object, 'is refused').toBe('')
    else expect(expected.object, JSON.stringify(expected.told)).toMatch(/^7f454c46/)
    expect(await byExecutable('arm64', job), 'by the executable').toEqual(expected)
    expect(inProcess[name], 'by the addon').toEqual(expected)
  })
})

describe('as the linker of rustc', () => {
  it.each(RUST_PROGRAMS)('%s', (name) => {
    const object = (arch: Architecture) => {
      const program = parseProgram(join(programFolder, name))
      const { ok, messages, output } = buildProgram(program, join(machines[arch], 'bpf-linker'), join(folder, 'rustc'))
      expect(ok, messages).toBe(true)
      return readFileSync(output).toString('hex')
    }
    expect(object('arm64')).toBe(object('x64'))
  })
})

describe('the installed package', () => {
  it('says what it is, the same as on x64', async () => {
    const doctor = ['node_modules/bpf-linker/dist/cli/main.js', 'doctor', '--json']
    const said = JSON.parse(await arm64Node(doctor, { BPF_LINKER_NATIVE_PATH: machines.arm64 }))
    expect(said).toMatchObject({ ok: true, platform: 'linux-arm64', native: { version: said.version } })
    const [x64, arm64] = (['x64', 'arm64'] as const).map((arch) => {
      return execFileSync(join(machines[arch], 'bpf-linker'), ['--version'], { encoding: 'utf8' })
    })
    expect(arm64).toBe(x64)
    expect(arm64).toContain(`LLVM ${said.native.llvm}`)
  })
})
