/** examples/typed-events, run as its README says; and what its types do when the events change. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCommand, mainFile } from '../support/command.ts'

const root = path.resolve(import.meta.dirname, '../..')
const source = path.join(root, 'examples/typed-events')
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'bpf-linker-typed-events-')))
const at = (file: string): string => path.join(folder, file)
const node = (...args: string[]): string => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })

/** Everything that tsc says. */
function check(): string {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
  return spawnSync(process.execPath, [tsc, '--noEmit'], { cwd: folder, encoding: 'utf8' }).stdout
}

beforeAll(() => {
  buildCommand()
  cpSync(source, folder, { recursive: true, filter: (file) => !/(?:dist|node_modules|\.d\.c\.ts)$/.test(file) })
  symlinkSync(path.join(root, 'node_modules'), at('node_modules'))
  node(mainFile, 'types', 'bpf/events.bpf.c')
  node('build.mjs')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the recorded events are what the program in C writes', () => {
  execFileSync('gcc', ['-Wall', '-Werror', '-o', 'record/record', 'record/record.c'], { cwd: folder })
  const written = execFileSync('record/record', { cwd: folder })
  expect(written.equals(readFileSync(at('record/events.bin')))).toBe(true)
})

test('they are printed by type', () => {
  expect(node('dist/print.js')).toBe(
    [
      '1000000001 bash (4711) runs /usr/bin/café as user 1000',
      '9007199254740993 sixteen_letters! (815) connects to 93.184.215.14 port 443',
      '9007199254740995 curl (815) connects to [2001:0:0:0:0:0:0:53] port 53',
      '1000500000 bash (4711) ends with -1, signal 9, core dumped',
      '',
    ].join('\n'),
  )
})

test('a record that is cut off is an error that names the member', () => {
  const recorded = readFileSync(at('record/events.bin'))
  // The first one, `exec`, has its length in front.
  writeFileSync(at('cut.bin'), Buffer.concat([Uint8Array.of(40, 0, 0, 0), recorded.subarray(4, 44)]))
  const { stderr, status } = spawnSync(process.execPath, ['dist/print.js', 'cut.bin'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(stderr).toContain('rb.file[4]: expected 96 bytes, found 40')
  expect(status).toBe(1)
})

test('a map of the running kernel is read by type, with a constant that was set', () => {
  const printed = node('dist/counts.js')
  if (printed.startsWith('counts: skipped: ')) console.log(printed.trim())
  else expect(printed).toBe('kind 2: 3 events, the last at 1152921504606846976\ntarget_uid is 1000\n')
})

test('its types are right, and follow the header', () => {
  expect(check()).toBe('')
  const header = readFileSync(at('bpf/events.h'), 'utf8')
  const program = readFileSync(at('bpf/events.bpf.c'), 'utf8')
  writeFileSync(at('bpf/events.h'), header.replace('char file[60]', 'char path[60]'))
  writeFileSync(at('bpf/events.bpf.c'), program.replaceAll('event->file', 'event->path'))
  expect(node(mainFile, 'types', 'bpf/events.bpf.c')).toBe('')
  expect(check()).toMatch(/^src\/print\.ts\(\d+,\d+\): error TS2339: Property 'file' does not exist on type/)
})
