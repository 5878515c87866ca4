/**
 * The comparison as tests: `npm test` takes a share of the selftests,
 * `npm run test:corpus` all of them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compareLink } from './compare.ts'
import { corpusCases, kernelSources } from './kernel_sources.ts'
import { type LoadOutcome, loadObject, whyNoLoading } from './load.ts'
import { clangObject } from './reference.ts'
import { refused } from './refused.ts'

/** What LLVM's tools cannot do, and ours is for: memory builtins under our options, and a licence in each of several files. */
const weakness =
  /built-in function '(memcpy|memmove|memset|memcmp|bcmp)' is not supported|'_?license': symbol multiply defined/i

/** @param step every how many-th program, from `first` on; the multi-file ones are always there */
export function corpusSuite(step: number, first = 0): void {
  const sources = kernelSources()
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-corpus-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const cases = corpusCases(sources, step, first)
  const noLoading = whyNoLoading()
  const tally = { same: 0, improved: 0, onlyOursLinks: 0, bothRefuse: 0, compared: 0, oursLoad: 0, clangsLoad: 0 }
  const lost: string[] = []

  describe('the same link by clang-22, llvm-link-22, opt-22 and llc-22', () => {
    it.concurrent.each(cases)('$name', async ({ inputs, name }) => {
      const own = join(folder, name.replaceAll(/\W+/g, '_'))
      const comparison = await compareLink(inputs, sources, own)
      tally.compared++
      switch (comparison.kind) {
        case 'both refuse':
          tally.bothRefuse++
          expect(refused, comparison.ours).toHaveProperty([name])
          return
        case 'only ours refuses':
          expect.fail(`only ours refuses: ${comparison.ours}`)
          return
        case 'only ours links':
          tally.onlyOursLinks++
          expect(comparison.reference).toMatch(weakness)
          break
        case 'both link':
          expect(comparison.differences).toEqual([])
          if (comparison.improved.length > 0) tally.improved++
          else tally.same++
      }
      if (noLoading !== undefined) return
      const [input] = inputs
      if (inputs.length > 1 || input === undefined) return
      const theirs = await clangObject(input, sources, own)
      const clangs: LoadOutcome = theirs === undefined ? { loaded: false, messages: '' } : await loadObject(theirs)
      const ours = await loadObject(comparison.object)
      if (clangs.loaded) tally.clangsLoad++
      if (ours.loaded) tally.oursLoad++
      else if (clangs.loaded) lost.push(`${name}\n${ours.messages.split('\n').slice(-6).join('\n')}`)
    })
  })

  describe('on the running kernel', () => {
    it.skipIf(noLoading !== undefined)(
      `as many objects load as of clang's own${noLoading ? ` (skipped: ${noLoading})` : ''}`,
      () => {
        console.log('corpus:', JSON.stringify(tally))
        expect(tally.clangsLoad).toBeGreaterThan(0)
        expect(lost).toEqual([])
        expect(tally.oursLoad).toBeGreaterThanOrEqual(tally.clangsLoad)
      },
    )
  })
}
