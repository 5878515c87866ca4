/** The gate, as programs and people meet it: build(), link(), check(), requirements() and the command line. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BpfLinkerError, build, check, link, requirements, type UserConfig } from '../src/index.ts'
import { buildCommand, run } from './support/command.ts'
import { ownHeaders } from './support/own_headers.ts'

const HEAD = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
`
/** Needs 5.8 for the ring buffer, 5.2 for the variable. */
const WATCH = `${HEAD}struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");
int seen;
SEC("xdp") int watch(void *ctx) {
  seen++;
  bpf_ringbuf_output(&events, &seen, sizeof(seen), 0);
  return XDP_PASS;
}
SEC("xdp") int quiet(void *ctx) { return XDP_PASS; }
`
const PASS = `${HEAD}SEC("xdp") int pass(void *ctx) { return XDP_PASS; }\n`

let cwd: string
const at = (name: string) => path.join(cwd, name)

beforeAll(buildCommand)
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-gate-'))
  writeFileSync(at('watch.bpf.c'), WATCH)
  writeFileSync(at('pass.bpf.c'), PASS)
  // As a Makefile without us does it.
  const flags = ['-target', 'bpf', '-g', '-O2', ...ownHeaders()]
  execFileSync('clang-22', [...flags, '-c', 'watch.bpf.c', '-o', 'clang.o'], { cwd })
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))
beforeEach(() => rmSync(at('out'), { recursive: true, force: true }))

const config = (profile: string, more: UserConfig = {}): UserConfig => ({
  outDir: 'out',
  profile,
  objects: { watch: { inputs: 'watch.bpf.c' }, pass: { inputs: 'pass.bpf.c' } },
  ...more,
})

async function failure(running: Promise<unknown>): Promise<BpfLinkerError> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof BpfLinkerError) return error
  throw new Error(`expected a BpfLinkerError, got ${error}`)
}

describe('build()', () => {
  test('what the kernel refuses fails the object, and nothing of it stands', async () => {
    await build({ cwd, config: config('linux-5.10') })
    expect(readdirSync(at('out'))).toContain('watch.bpf.o')
    const error = await failure(build({ cwd, config: config('linux-5.4') }))
    expect(error).toMatchObject({ code: 'KERNEL_RULE', file: at('watch.bpf.c'), line: 8 })
    expect(error.frame).toContain('bpf_ringbuf_output(&events')
    expect(error.hint).toBeTruthy()
    expect(error.diagnostics.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['map-type', 'helpers']))
    expect(error.diagnostics.flatMap(({ notes = [] }) => notes.map(({ message }) => message))).toContain(
      'Linux 5.4 says: bpf(BPF_MAP_CREATE): -EINVAL',
    )
    expect(error.dependencies).toContain(at('watch.bpf.c'))
    expect(readdirSync(at('out')).sort()).toEqual(['bpf-manifest.json', 'pass.bpf.o'])
    const manifest = JSON.parse(readFileSync(at('out/bpf-manifest.json'), 'utf8'))
    expect(manifest.objects.map(({ id }: { id: string }) => id)).toEqual(['pass'])
  })

  test('warnings are diagnostics, findings, and part of the manifest, with the least kernel of each program', async () => {
    const rules = { 'map-type': 'warn', helpers: 'warn' } as const
    const { objects } = await build({ cwd, config: config('fleet', { profiles: { fleet: { kernel: '5.4', rules } } }) })
    const [watch] = objects
    expect(watch?.findings.map(({ rule, severity }) => `${rule}: ${severity}`).sort()).toEqual([
      'helpers: warning',
      'map-type: warning',
    ])
    expect(watch?.diagnostics).toMatchObject([
      { severity: 'warning', code: 'KERNEL_RULE', file: at('watch.bpf.c'), line: 8 },
      { severity: 'warning', code: 'KERNEL_RULE', file: at('watch.bpf.c'), line: 8 },
    ])
    const text = readFileSync(at('out/bpf-manifest.json'), 'utf8')
    expect(JSON.parse(text).objects[0]).toMatchObject({
      // The map is created for either program.
      programs: [
        { name: 'watch', kernel: '5.8' },
        { name: 'quiet', kernel: '5.8' },
      ],
      findings: expect.arrayContaining([
        expect.objectContaining({ rule: 'map-type', severity: 'warning', map: 'events', file: 'watch.bpf.c', line: 8 }),
      ]),
    })
    expect(text).not.toContain(cwd)
  })

  test('what the profile adds to its kernel is there, and what it switches off is not asked', async () => {
    const own = (settings: NonNullable<UserConfig['profiles']>[string]) =>
      build({ cwd, config: config('own', { profiles: { own: { kernel: '5.4', ...settings } } }) })
    const added = await own({ features: ['map:ringbuf', 'helper:bpf_ringbuf_output'] })
    expect(added.objects[0]?.findings).toEqual([])
    const off = await own({ rules: { 'map-type': 'off', helpers: 'off' } })
    expect(off.objects[0]?.findings).toEqual([])
    expect((await failure(own({ features: ['map:ringbuf'] }))).message).toContain('bpf_ringbuf_output')
  })

  test('a distribution kernel: linked as the preset it resembles, judged by its release and what it adds', async () => {
    const features = ['loops', 'global-data', 'program-size', 'jmp32', 'helper:bpf_ringbuf_output', 'map:ringbuf']
    const rhel8 = { extends: 'linux-5.10', kernel: '4.18' }
    const { objects } = await build({ cwd, config: config('rhel8', { profiles: { rhel8: { ...rhel8, features } } }) })
    expect(objects[0]?.findings).toEqual([])
    const plain = await failure(build({ cwd, config: config('rhel8', { profiles: { rhel8 } }) }))
    expect([...new Set(plain.diagnostics.map(({ rule }) => rule))].sort()).toEqual([
      'global-data',
      'helpers',
      'map-type',
    ])
  })

  test('a rule that is misspelt is a mistake in the config', async () => {
    const profiles = { own: { kernel: '5.10', rules: { 'map-typ': 'off' } } } as const
    const error = await failure(build({ cwd, config: config('own', { profiles }) }))
    expect(error).toMatchObject({ code: 'CONFIG_UNKNOWN_NAME', hint: "did you mean 'map-type'?" })
  })

  test('a profile without a kernel judges nothing', async () => {
    const { objects } = await build({ cwd, config: config('generic') })
    expect(objects[0]).toMatchObject({ findings: [], requirements: [] })
  })
})

test('link() checks as well, and what the rules looked at is not left in its result', async () => {
  expect(await failure(link({ cwd, inputs: ['watch.bpf.c'], profile: 'linux-5.4' }))).toMatchObject({
    code: 'KERNEL_RULE',
    line: 8,
  })
  const memory = { name: 'memory.bpf.c', text: WATCH }
  const error = await failure(link({ cwd, inputs: [memory], profile: 'linux-5.4' }))
  expect(error).toMatchObject({ file: 'memory.bpf.c', line: 8, frame: expect.stringContaining('ringbuf') })
  const { info, findings } = await link({ cwd, inputs: ['watch.bpf.c'], profile: 'linux-5.10' })
  expect(findings).toEqual([])
  expect([info.programs[0]?.disassembly, info.btf?.types]).toEqual([undefined, undefined])
})

describe('check() and requirements()', () => {
  test('judge an object of clang, by path and by bytes', async () => {
    const byPath = await check('clang.o', { profile: 'linux-5.4', cwd })
    expect(byPath).toMatchObject({ ok: false, profile: { kernel: '5.4' } })
    expect(byPath.diagnostics[0]).toMatchObject({ code: 'KERNEL_RULE', file: at('watch.bpf.c'), line: 8 })
    const byBytes = await check(readFileSync(at('clang.o')), {
      profile: 'mine',
      profiles: { mine: { kernel: '5.4' } },
      cwd,
    })
    expect(byBytes.findings).toEqual(byPath.findings)
    expect(await check('clang.o', { profile: 'linux-5.10', cwd })).toMatchObject({ ok: true, findings: [] })
  })

  test('name the profile that does not exist', async () => {
    expect(await failure(check('clang.o', { profile: 'linux-5.1O', cwd }))).toMatchObject({
      code: 'CONFIG_UNKNOWN_NAME',
    })
    expect(await failure(check('clang.o', {} as never))).toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('tell the least kernel, and the reasons in order', async () => {
    const all = await requirements('clang.o', { cwd })
    expect(all.map(({ program, loader, kernel }) => [program, loader, kernel])).toEqual(
      ['libbpf', 'cilium', 'aya', 'none'].flatMap((loader) => [
        ['watch', loader, '5.8'],
        ['quiet', loader, '5.8'],
      ]),
    )
    const [watch] = await requirements('clang.o', { cwd, loaders: ['libbpf'] })
    const kernels = watch?.reasons.map(({ kernel }) => kernel)
    expect(kernels?.slice(0, 3)).toEqual(['5.8', '5.8', '5.2'])
    expect(watch?.reasons[0]).toMatchObject({ location: { line: 8 } })
  })
})

describe('the command line', () => {
  test('build tells of it, and ends with 1', async () => {
    writeFileSync(at('bpf-linker.config.json'), JSON.stringify(config('linux-5.4')))
    try {
      const { status, stderr } = await run(['build'], cwd)
      expect(status).toBe(1)
      expect(stderr).toMatch(/^watch\.bpf\.c:8:\d+: error: map 'events' .*\(map-type, linux-5\.4\) \[KERNEL_RULE\]$/m)
      expect(stderr).toContain('  8 |   bpf_ringbuf_output(&events, &seen, sizeof(seen), 0);')
      expect(stderr).toContain('watch (linux-5.4): failed')
    } finally {
      rmSync(at('bpf-linker.config.json'))
    }
  })

  test('check: 0 clean, 1 errors, 2 usage', async () => {
    const clean = await run(['check', 'clang.o', '--profile', 'linux-5.10'], cwd)
    expect(clean).toMatchObject({ status: 0, stdout: 'clang.o (linux-5.10): keeps every rule\n', stderr: '' })
    const broken = await run(['check', 'clang.o', '-p', 'linux-5.4', '-p', 'linux-5.10'], cwd)
    expect(broken.status).toBe(1)
    expect(broken.stdout).toMatch(/^watch\.bpf\.c:8:\d+: error: /m)
    expect(broken.stdout).toMatch(/clang\.o \(linux-5\.4\): 2 errors\nclang\.o \(linux-5\.10\): keeps every rule\n$/)
    for (const args of [
      ['clang.o'],
      ['-p', 'linux-5.4'],
      ['clang.o', '-p', 'linux-5.5'],
      ['clang.o', '-p', 'modern', '--format', 'xml'],
    ]) {
      expect((await run(['check', ...args], cwd)).status, args.join(' ')).toBe(2)
    }
    expect((await run(['check', 'nothing.o', '-p', 'modern'], cwd)).status).toBe(1)
  })

  test('check --json is one document', async () => {
    const { status, stdout } = await run(['check', 'clang.o', '-p', 'linux-5.4', '--json'], cwd)
    expect(status).toBe(1)
    const { ok, objects } = JSON.parse(stdout)
    expect(ok).toBe(false)
    expect(objects).toMatchObject([{ ok: false, file: at('clang.o'), profileName: 'linux-5.4' }])
    const mapType = objects[0].findings.find(({ rule }: { rule: string }) => rule === 'map-type')
    expect(mapType).toMatchObject({
      severity: 'error',
      map: 'events',
      since: '5.8',
      refusedIn: [{ until: '5.8' }],
      location: { line: 8 },
    })
  })

  test('check --format sarif is a log that names the source line', async () => {
    const { status, stdout } = await run(['check', 'clang.o', '-p', 'linux-5.4', '--format', 'sarif'], cwd)
    expect(status).toBe(1)
    const log = JSON.parse(stdout)
    expect(log).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'bpf-linker' } } }] })
    const [{ tool, results }] = log.runs
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId)
    expect(results[0]).toMatchObject({
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'watch.bpf.c' }, region: { startLine: 8 } } }],
    })
  })

  test('requirements', async () => {
    const text = await run(['requirements', 'clang.o', '--loader', 'libbpf'], cwd)
    expect(text.status).toBe(0)
    expect(text.stdout).toMatch(/^watch\n {2}libbpf: Linux 5\.8\n {4}5\.8 .*watch\.bpf\.c:8$/m)
    const { stdout } = await run(['requirements', 'clang.o', '--json'], cwd)
    expect(JSON.parse(stdout).requirements).toHaveLength(8)
    expect((await run(['requirements', 'clang.o', '--loader', 'go'], cwd)).status).toBe(2)
  })
})
