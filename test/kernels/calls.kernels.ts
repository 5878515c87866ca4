/** The helper tables against kernels: which program type may call which helper, every pair once, and once at each hook. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { kfuncRows } from '../../src/kernel/data/kfuncs.generated.ts'
import { attachTypeRows, programTypeRows } from '../../src/kernel/data/uapi.generated.ts'
import { helperAt, helperFor, helperInfo, isAvailable, kfuncFor, programTypeInfo } from '../../src/kernel/features.ts'
import { debianKernels, KERNELS, type KernelVersion } from './debian.ts'
import { loadOn, whyNoKernels } from './vm.ts'

const why = whyNoKernels()
if (why !== undefined) console.warn(`no kernel is asked: ${why}`)

/** Where Debian's kernels are right to say something else than mainline X.Y.0 does. */
const expected: { pair: string; on: readonly KernelVersion[]; because: string }[] = [
  { pair: 'BPF_PROG_TYPE_KPROBE bpf_override_return', on: KERNELS, because: 'CONFIG_BPF_KPROBE_OVERRIDE is off' },
  {
    pair: 'BPF_PROG_TYPE_LWT_SEG6LOCAL bpf_skb_pull_data',
    on: ['6.1', '6.12'],
    because: 'a fix made after 6.19 took it away, and Debian carries it back',
  },
  ...['52', '53'].flatMap((hook) =>
    ['bpf_getsockopt', 'bpf_setsockopt'].map((helper) => ({
      pair: `18 ${hook}  ${helper}`,
      on: ['6.12'] as const,
      because:
        'getpeername and getsockname of unix sockets: 84473a7e1813, of 2026, took it away, and Debian carries it back',
    })),
  ),
]
/** Not built into Debian's cloud kernels, or without a function table of their own. */
const ANY = { intervals: [{ since: '3.18' }], source: '' }
const unanswered = ['BPF_PROG_TYPE_LIRC_MODE2', 'BPF_PROG_TYPE_STRUCT_OPS', 'BPF_PROG_TYPE_EXT']

describe.skipIf(why !== undefined)(`helpers${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-calls-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(KERNELS)('Linux %s lets each program type call what the tables say', async (version) => {
    const asker = join(folder, version)
    const kfuncNames = join(folder, 'kfuncs')
    writeFileSync(kfuncNames, kfuncRows.map(([name]) => `${name}\n`).join(''))
    const source = join(import.meta.dirname, 'calls.c')
    execFileSync('gcc', ['-O2', '-Wall', '-Werror', '-static', '-o', asker, source, '-lbpf', '-lelf', '-lz'])
    const { release, loads } = await loadOn(debianKernels().get(version) ?? '', asker, [kfuncNames])
    expect(release).toMatch(`${version}.`)

    const silent: string[] = []
    const different: string[] = []
    let pairs = 0
    let hookPairs = 0
    const asked = new Set<string>()
    const kfuncs: { type: string; name: string; allowed: boolean }[] = []
    for (const { object, program, log = '' } of loads) {
      const [typeValue, attachValue, target = ''] = program.split(' ')
      const type = programTypeRows.find(([value]) => value === Number(typeValue))?.[1] ?? program
      if (object === 'kfuncs') {
        for (const [index, answer] of [...log].entries())
          if (answer !== '?') kfuncs.push({ type, name: kfuncRows[index]?.[0] ?? '', allowed: answer === '1' })
        continue
      }
      // Another hook of a type that was asked already: its attach type decides.
      const hook = asked.has(type) ? hookOf(Number(attachValue), target) : undefined
      asked.add(type)
      if (hook !== undefined && log === '') continue
      if (!isAvailable(programTypeInfo(type)?.availability, version)) continue
      if (log === '') silent.push(type)
      expect(log, type).not.toContain('?')
      for (const [index, answer] of [...log].entries()) {
        const helper = helperInfo(index + 1)
        const may = hook === undefined ? helperFor(type, index + 1) : helperAt(type, hook, index + 1)
        if (helper === undefined || may?.condition !== undefined) continue
        if (hook !== undefined) hookPairs++
        pairs++
        const gpl = helper.gplOnly
        // LSM programs need the licence whatever they call.
        const ours = !isAvailable(may, version) ? '0' : isAvailable(gpl, version) ? '2' : '1'
        const same =
          type === 'BPF_PROG_TYPE_LSM' || gpl?.condition !== undefined ? ours > '0' === answer > '0' : ours === answer
        if (!same) different.push(hook === undefined ? `${type} ${helper.name}` : `${program} ${helper.name}`)
      }
    }
    // What the tables forbid, no hook of the type allows. Some of what they do not forbid needs more than the type.
    const forbidden = kfuncs.filter(({ type, name }) => !isAvailable(kfuncFor(type, name) ?? ANY, version))
    expect(forbidden.filter(({ allowed }) => allowed)).toEqual([])
    // 5.10 has no kernel function that could be called.
    if (version !== '5.10') expect(forbidden.length).toBeGreaterThan(200)
    expect(silent.sort()).toEqual(unanswered.toSorted())
    expect(pairs).toBeGreaterThan(5000)
    // Of 5.10, where there are fewest: 14 hooks of cgroups, 5 of tracing.
    expect(hookPairs).toBeGreaterThan(2000)
    expect(different.sort()).toEqual(
      expected
        .filter(({ on }) => on.includes(version))
        .map(({ pair }) => pair)
        .sort(),
    )
  })
})

function hookOf(attachValue: number, target: string) {
  const attachType = attachTypeRows.find(([value]) => value === attachValue)?.[1]
  if (attachType === undefined) throw new Error(`no attach type has the number ${attachValue}`)
  return { attachType, attachTarget: target }
}
