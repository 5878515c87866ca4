/**
 * Programs on booted kernels: `npm run test:kernels`.
 *
 *     our own programs, the kernel's selftests ─▶ objects ─▶ each kernel, one boot ─▶ what it says
 *                                                   └▶ our rules ─────────────────▶ what we say
 *
 * `KERNELS_STEP=1` takes every selftest, else every second.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspect, type ObjectInfo } from '../../src/index.ts'
import { requirements } from '../../src/kernel/check.ts'
import { whyNoLoading } from '../corpus/load.ts'
import { debianKernels, KERNELS } from './debian.ts'
import { explained } from './explained.ts'
import { type Judged, judgeLoads } from './judge.ts'
import {
  countVerdicts,
  type Exactness,
  exactnessOf,
  explanationOf,
  formatMatrix,
  formatTable,
  judgedCount,
  placeOf,
} from './matrix.ts'
import { compileProgram, ownPrograms } from './programs.ts'
import { selftestObjects } from './selftests.ts'
import { buildLoader, type KernelLoads, type Load, loadHere, loadOn, whyNoKernels } from './vm.ts'

const step = Number(process.env.KERNELS_STEP ?? 2)
const why = whyNoKernels()
if (why !== undefined) console.warn(`no kernel is booted: ${why}`)

/** The running kernel is judged as this release when it is one of it. */
const RUNNING = '6.18'

describe.skipIf(why !== undefined)(`kernels${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  const own = ownPrograms()
  const ownObjects = new Map<string, string>()
  const selftests: string[] = []
  const results = new Map<string, KernelLoads>()
  const infos = new Map<string, ObjectInfo>()
  const judged = new Map<string, Judged[]>()
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-kernels-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  beforeAll(async () => {
    const images = debianKernels()
    const loader = buildLoader(folder)
    for (const program of own) ownObjects.set(program.name, await compileProgram(program, folder))
    selftests.push(...(await selftestObjects(step, folder)))
    const objects = [...ownObjects.values(), ...selftests]
    await Promise.all(
      [...images].map(async ([version, image]) => {
        results.set(version, await loadOn(image, loader, objects))
      }),
    )
    if (whyNoLoading() === undefined) {
      const here = await loadHere(loader, objects)
      if (here.release.startsWith(`${RUNNING}.`)) results.set(RUNNING, here)
    }
    for (const object of objects) infos.set(object, await inspect(object, { disassembly: true, types: true }))
    for (const [version, { loads }] of results) {
      const byObject = new Map(objects.map((object): [string, Load[]] => [object, []]))
      for (const load of loads) byObject.get(load.object)?.push(load)
      judged.set(
        version,
        [...infos].flatMap(([object, info]) => judgeLoads(info, version, byObject.get(object) ?? [])),
      )
    }
  })

  const loadOf = (version: string, name: string, program: string): Load | undefined =>
    results.get(version)?.loads.find((load) => load.object === ownObjects.get(name) && load.program === program)

  describe.each(KERNELS)('Linux %s says of our own programs what their directives say', (version) => {
    it('is that release', () => expect(results.get(version)?.release).toMatch(`${version}.`))

    it.each(own)('$name', (program) => {
      expect(said(loadOf(version, program.name, 'program'))).toContain(program.refused.get(version) ?? 'loaded')
      if (program.flags.includes('-g0')) return
      expect(said(loadOf(version, program.name, '.BTF'))).toContain(program.typesRefused.get(version) ?? 'loaded')
    })
  })

  describe('our rules say what kernels say', () => {
    it.for([...KERNELS, RUNNING])('on Linux %s, or it is explained why not', (version, { skip }) => {
      const verdicts = judged.get(version)
      if (verdicts === undefined) return skip('the running kernel is another, or loads nothing for us')
      const disagreements = verdicts
        .filter(({ verdict }) => ['false alarm', 'miss', 'other words'].includes(verdict))
        .filter((each) => explanationOf(each, version) === undefined)
        .map((each) => `${each.verdict}: ${placeOf(each)}: ${brief(each)}`)
      expect(disagreements).toEqual([])
    })

    it('disagrees in at most 2 % of what can be judged', () => {
      const matrices = new Map([...judged].map(([version, verdicts]) => [version, countVerdicts(verdicts)]))
      console.log(`\n${formatMatrix(matrices)}`)
      for (const matrix of matrices.values()) {
        expect(judgedCount(matrix)).toBeGreaterThan(120)
        const most = judgedCount(matrix) * 0.02
        expect(matrix['false alarm']).toBeLessThanOrEqual(most)
        expect(matrix.miss).toBeLessThanOrEqual(most)
        expect(matrix['other words']).toBeLessThanOrEqual(most)
      }
    })

    it.skipIf(step !== 1)('explains nothing that agrees', () => {
      const needed = new Set([...judged].flatMap(([version, all]) => all.map((each) => explanationOf(each, version))))
      expect(explained.filter((each) => !needed.has(each)).map(({ where }) => where.source)).toEqual([])
    })
  })

  it('requires of the selftests what kernels require', () => {
    const tally: Record<Exactness, number> = { exact: 0, 'too high': 0, 'too low': 0, 'not known': 0 }
    for (const object of selftests) {
      const info = infos.get(object)
      if (info === undefined) continue
      for (const requirement of requirements(info, ['libbpf'])) {
        const outcomes = [...judged].map(([release, all]) => {
          const own = all.find(({ load }) => load.object === object && load.program === requirement.program)
          return { release, loaded: outcomeOf(own) }
        })
        tally[exactnessOf(requirement, outcomes)]++
      }
    }
    const [names, counts] = [Object.keys(tally), Object.values(tally)]
    console.log(`\nrequirements of the selftests\n${formatTable([names, counts.map(String)])}`)
    const known = tally.exact + tally['too high'] + tally['too low']
    expect(tally.exact).toBeGreaterThanOrEqual(known * 0.9)
  })
})

/** Undefined: refused for a reason that no object shows. */
function outcomeOf(judged: Judged | undefined): boolean | undefined {
  if (judged === undefined || judged.verdict === 'not judged') return undefined
  return judged.load.errno === 0
}

/** `loaded`, or the words of the kernel and of libbpf. */
function said(load: Load | undefined): string {
  if (load === undefined) return 'the loader did not find it'
  return load.errno === 0 ? 'loaded' : `${load.stage} ${load.errno}\n${load.log}\n${load.messages}`
}

function brief({ load, errors }: Judged): string {
  const lines = (load.log || load.messages || '').split('\n').filter((line) => !/^(processed .*)?$/.test(line))
  const ours = errors.map(({ rule, kernelSays }) => `${rule}: ${kernelSays}`)
  return `the kernel: ${lines.at(-1) ?? 'loads it'}; our rules: ${ours.join(', ') || 'nothing'}`
}
