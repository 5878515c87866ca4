/** All that the package can say is written in one style, and every code is said somewhere. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { HOST_CODES, NATIVE_CODES } from '../../src/errors.ts'
import { collectCpp } from './cpp.ts'
import { faultsOf, HOLE, type Saying } from './style.ts'
import { collectTypeScript } from './typescript.ts'

const root = path.join(import.meta.dirname, '../..')

function filesIn(folder: string, kind: RegExp, except: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true })
    .map((file) => path.join(folder, String(file)))
    .filter((file) => kind.test(file) && !except.test(file))
}

const typescript = collectTypeScript(filesIn('src', /\.ts$/, /\.test\.ts$|\/testing\/|\.generated\.ts$/), root, [
  ...NATIVE_CODES,
  ...HOST_CODES,
])
const native = collectCpp(filesIn('native', /\.(cpp|h|def)$/, /^native\/(build[^/]*|test)\//), root)

/** Texts that are no message of ours, by file, with the reason. */
const OTHERS: Record<string, { texts: RegExp; because: string }> = {
  'native/cli/help.cpp': { texts: /^/, because: 'the text of --help' },
  'native/cli/option_table.cpp': { texts: /^/, because: 'the text of --help' },
  'native/job/crash_reporter.cpp': { texts: /^on function "$|^","message"/, because: "LLVM's words, and JSON" },
  'native/linker/diagnose/llvm_messages.def': { texts: /^\^/, because: "patterns of LLVM's words" },
  'native/linker/emit/emit.cpp': { texts: /^Dwarf Version$/, because: 'the name of a module flag' },
  'native/linker/resolve/match_maps.cpp': { texts: /^map \u25A1 mismatch/, because: "libbpf's words" },
}

const isOurs = ({ at, text }: Saying) => OTHERS[at.replace(/:\d+$/, '')]?.texts.test(text) !== true

test.each([
  ['TypeScript', typescript.sayings, 500],
  ['native code', native.sayings, 400],
] as const)('what %s says is in the style', (_, sayings, least) => {
  expect(sayings.length).toBeGreaterThan(least)
  const faults = sayings
    .filter(isOurs)
    .flatMap((saying) =>
      faultsOf(saying).map((fault) => `${saying.at}: '${saying.text.replaceAll(HOLE, '…')}' ${fault}`),
    )
  expect([...new Set(faults)]).toEqual([])
})

test('what is left out is there', () => {
  for (const [file, { texts }] of Object.entries(OTHERS)) {
    const left = native.sayings.filter(({ at, text }) => at.startsWith(`${file}:`) && texts.test(text))
    expect(left, file).not.toEqual([])
  }
})

test('every code is said', () => {
  const said = (codes: Map<string, string[]>, code: string) =>
    (codes.get(code) ?? []).some((at) => !at.startsWith('src/errors.ts'))
  expect(NATIVE_CODES.filter((code) => !said(native.codes, code))).toEqual([])
  expect(HOST_CODES.filter((code) => !said(typescript.codes, code))).toEqual([])
})

describe('the reader', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-messages-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const textsOf = (name: string, source: string) => {
    writeFileSync(path.join(folder, name), source)
    const read = name.endsWith('.ts') ? collectTypeScript([name], folder, []) : collectCpp([name], folder)
    return read.sayings.map(({ text }) => text.replaceAll(HOLE, '…'))
  }

  test('follows parameters, functions, tables and conditions in TypeScript', () => {
    const source = `
      const REMEDIES: Record<string, string> = { EACCES: 'Choose another', ENOSPC: 'Make room' }
      const why = (deep: boolean) => (deep ? 'It nests' : 'It ends')
      function fail(message: string, hint?: string): never {
        throw new BpfLinkerError('INTERNAL', message, { hint })
      }
      const [first] = ['Taken apart', 'not this']
      for (const name of names) fail(\`The \${name} is \${why(true)}\`, REMEDIES[name])
      fail(first)
      const note = { severity: 'note', message: error.message }
    `
    expect(textsOf('a.ts', source).sort()).toEqual(
      ['Choose another', 'Make room', 'Taken apart', 'The … is It ends', 'The … is It nests'].sort(),
    )
  })

  test('reads sums, macros and raw texts of C++, and no comments', () => {
    const source = `
      #include "a file of ours"
      // "a comment of ours"
      auto A = error(Code::INTERNAL, ("Cannot open " + Path + ": " + (Is ? "no such file" : "Not allowed")).str());
      auto B = Name + " is of LLVM " LLVM_VERSION_STRING ", not " + Twine(3);
      auto C = R"("no text of ours")";
    `
    expect(textsOf('a.cpp', source).sort()).toEqual(
      ['Cannot open …: …', 'Not allowed', 'no such file', '… is of LLVM …, not 0'].sort(),
    )
  })
})

test.each([
  ['There is no file', 'begins with a capital'],
  ['there is no file.', 'ends in a full stop'],
  ['it is gone. Take another', 'has a second sentence'],
  ['set `timeout`', 'has a backtick'],
  ['no profile is called "fleet"', 'double quotes'],
  [`undefined symbol ${HOLE}`, 'without quotes'],
])('%s: %s', (text, fault) => {
  expect(faultsOf({ kind: 'message', text, at: '' }).join()).toContain(fault)
})

test.each([
  'LLVM gave up: segmentation fault',
  '__weak symbols may be absent',
  "README.md names it, as 'x' does",
  'add SEC("license") = "GPL"',
  `section 7 has ${HOLE} bytes`,
  'which of them? see there …',
])('%s is fine', (text) => {
  expect(faultsOf({ kind: 'hint', text, at: '' })).toEqual([])
})
