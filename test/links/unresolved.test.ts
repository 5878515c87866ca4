/** Symbols that are left to the loader, all of them or some by name: by the executable's flag and by the option. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BpfLinkerError, inspect, link, type UserObject } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'

const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-unresolved-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const source = join(folder, 'probe.c')
const object = join(folder, 'probe.o')

beforeAll(() => {
  writeFileSync(
    source,
    `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
int host_time(int), host_log(int), own(int);
extern int limit;
SEC("xdp") int prog(struct xdp_md *ctx) { return host_time(1) + host_log(2) + own(3) + limit; }
`,
  )
})

const ALL = ['host_log', 'host_time', 'limit', 'own']
/** Names or globs, and the symbols that are errors all the same; those that are not are left in the object. */
const CASES: [string[], string[]][] = [
  [['own'], ['host_log', 'host_time', 'limit']],
  [['host_*'], ['limit', 'own']],
  [['host_*', 'own', 'limit'], []],
  [['*'], []],
  [['elsewhere', 'hos?'], ALL],
]

describe('the executable', () => {
  const run = (...flags: string[]) =>
    spawnSync(nativePath(), [...flags, '--btf', '-o', object, source], { encoding: 'utf8' })
  const undefinedIn = (stderr: string) => [...stderr.matchAll(/undefined symbol '(\w+)'/g)].map((m) => m[1]).sort()

  it('names the flag for each symbol that it refuses', () => {
    const { status, stderr } = run()
    expect([status, undefinedIn(stderr)]).toEqual([1, ALL])
    for (const name of ALL) expect(stderr).toContain(`--allow-unresolved=${name} (allowUnresolved: ['${name}']`)
  })

  it('--allow-unresolved leaves all to the loader, and takes no argument from behind it', async () => {
    expect(run('--allow-unresolved')).toMatchObject({ status: 0, stderr: '' })
    expect(await unresolvedIn(object)).toEqual(ALL)
  })

  it.each(CASES)('--allow-unresolved=%j', async (patterns, refused) => {
    const { status, stderr } = run(`--allow-unresolved=${patterns.join()}`)
    expect([status, undefinedIn(stderr)]).toEqual([refused.length > 0 ? 1 : 0, refused])
    if (status === 0) expect(await unresolvedIn(object)).toEqual(ALL)
  })
})

describe('the option', () => {
  const linked = async (allowUnresolved: UserObject['allowUnresolved']) =>
    unresolvedIn((await link({ inputs: [source], allowUnresolved })).bytes)

  it('true leaves all to the loader', async () => {
    expect(await linked(true)).toEqual(ALL)
  })

  it.each(CASES)('%j', async (patterns, refused) => {
    const names = await linked(patterns).catch((error: BpfLinkerError) => error.diagnostics.map(({ symbol }) => symbol))
    expect([...names].sort()).toEqual(refused.length === 0 ? ALL : refused)
  })

  it('says what is no glob', async () => {
    await expect(linked(['host_[a'])).rejects.toThrow("'host_[a' is no glob")
  })
})

async function unresolvedIn(file: string | Uint8Array): Promise<string[]> {
  const { externs } = await inspect(file)
  return externs
    .filter(({ kind }) => kind === 'unresolved')
    .map(({ name }) => name)
    .sort()
}
