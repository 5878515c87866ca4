/** What is told besides results: warnings that fail, `DEBUG`, and that standard output stays the user's. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build, link } from '../src/index.ts'
import { buildCommand, run } from './support/command.ts'

const LICENSE = '__attribute__((section("license"), used)) char LICENSE[] = "GPL";\n'
const PASS = `__attribute__((section("xdp"), used)) int pass(void *ctx) { return 2; }\n${LICENSE}`
const UNUSED = `static int unused(void) { return 0; }\n${PASS}`
const CONFIG = { cflags: ['-Wall'], objects: { warned: { inputs: 'unused.bpf.c' }, clean: { inputs: 'pass.bpf.c' } } }

let cwd: string
beforeAll(buildCommand)
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-logging-'))
  writeFileSync(path.join(cwd, 'unused.bpf.c'), UNUSED)
  writeFileSync(path.join(cwd, 'pass.bpf.c'), PASS)
  writeFileSync(path.join(cwd, 'bpf-linker.config.json'), JSON.stringify(CONFIG))
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('failOnWarn', () => {
  test('makes errors of the compiler’s warnings, and says so', async () => {
    const inputs = [{ name: 'unused.bpf.c', text: UNUSED }]
    expect((await link({ inputs, cflags: ['-Wall'] })).diagnostics).toMatchObject([{ severity: 'warning' }])
    await expect(link({ inputs, cflags: ['-Wall'], failOnWarn: true })).rejects.toMatchObject({
      code: 'COMPILE_WARNING',
      line: 1,
      notes: [{ message: 'a warning, which failOnWarn makes an error' }],
    })
  })

  test('makes errors of the rules’ warnings', async () => {
    const source = `__attribute__((section("xdp"), used)) int big(void *ctx) {
  volatile int seen = 0;
  for (int i = 0; i < 100; i++) seen += i;
  return seen;
}
${LICENSE}`
    const inputs = [{ name: 'loop.bpf.c', text: source }]
    const profiles = {
      fleet: { extends: 'linux-4.19', unrollLoops: false, loops: true, rules: { loops: 'warn' } },
    } as const
    const options = { inputs, profile: 'fleet', profiles } as const
    expect((await link(options)).findings).toMatchObject([{ rule: 'loops', severity: 'warning' }])
    await expect(link({ ...options, failOnWarn: true })).rejects.toMatchObject({ code: 'KERNEL_RULE' })

    await link({ ...options, outFile: path.join(cwd, 'loop.bpf.o') })
    writeFileSync(path.join(cwd, 'fleet.json'), JSON.stringify({ profiles }))
    const check = ['check', 'loop.bpf.o', '--profile', 'fleet', '--config', 'fleet.json']
    expect((await run(check, cwd)).status).toBe(0)
    expect((await run([...check, '--fail-on-warn'], cwd)).status).toBe(1)
  })

  test('counts for the object that has it', async () => {
    const objects = { ...CONFIG.objects, warned: { ...CONFIG.objects.warned, failOnWarn: true } }
    const outDir = path.join(cwd, 'some')
    await expect(build({ cwd, config: { ...CONFIG, objects }, outDir })).rejects.toThrow("unused function 'unused'")
    expect(readdirSync(outDir).sort()).toEqual(['bpf-manifest.json', 'clean.bpf.o'])
  })

  test('is a flag of the command line', async () => {
    expect(await run(['build', '--out-dir', 'out'], cwd)).toMatchObject({ status: 0 })
    const { status, stdout, stderr } = await run(['build', '--out-dir', 'out', '--fail-on-warn'], cwd)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toContain("unused.bpf.c:1:12: error: unused function 'unused' [-Wunused-function] [COMPILE_WARNING]")
  })
})

describe('DEBUG', () => {
  const script = `import { build } from ${JSON.stringify(pathToFileURL(path.resolve('dist/index.js')).href)}
    await build({ write: false })`

  async function told(DEBUG: string) {
    const options = { cwd, env: { ...process.env, DEBUG } }
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      options,
    )
    expect(stdout).toBe('')
    return stderr
  }

  test('tells of the config and of each job, on standard error', async () => {
    const lines = (await told('bpf-linker:*')).trimEnd().split('\n')
    expect(lines).toContainEqual(
      expect.stringMatching(/^bpf-linker:config .*bpf-linker\.config\.json: warned, clean \+\d+ms$/),
    )
    expect(lines).toContainEqual(
      expect.stringMatching(/^bpf-linker:link link .*pass\.bpf\.c: done in [\d.]+ ms \(.*compile .*\) by /),
    )
  })

  test('tells of what is asked for, and of nothing else', async () => {
    expect(await told('bpf-linker:config')).not.toContain('bpf-linker:link')
    expect(await told('')).toBe('')
  })
})
