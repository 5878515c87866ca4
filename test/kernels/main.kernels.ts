/** Programs on booted kernels: `npm run test:kernels`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debianKernels, KERNELS, type KernelVersion } from './debian.ts'
import { compileProgram, ownPrograms } from './programs.ts'
import { buildLoader, type KernelLoads, type Load, loadOn, whyNoKernels } from './vm.ts'

const why = whyNoKernels()
if (why !== undefined) console.warn(`no kernel is booted: ${why}`)

describe.skipIf(why !== undefined)(`kernels${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  const own = ownPrograms()
  const objects = new Map<string, string>()
  const results = new Map<KernelVersion, KernelLoads>()
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-kernels-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  beforeAll(async () => {
    const images = debianKernels()
    const loader = buildLoader(folder)
    for (const program of own) objects.set(program.name, await compileProgram(program, folder))
    await Promise.all(
      [...images].map(async ([version, image]) => {
        results.set(version, await loadOn(image, loader, [...objects.values()]))
      }),
    )
  })

  const loadOf = (version: KernelVersion, name: string, program: string): Load | undefined =>
    results.get(version)?.loads.find((load) => load.object === objects.get(name) && load.program === program)

  describe.each(KERNELS)('Linux %s says of our own programs what their directives say', (version) => {
    it('is that release', () => expect(results.get(version)?.release).toMatch(`${version}.`))

    it.each(own)('$name', (program) => {
      expect(said(loadOf(version, program.name, 'program'))).toContain(program.refused.get(version) ?? 'loaded')
      if (program.flags.includes('-g0')) return
      expect(said(loadOf(version, program.name, '.BTF'))).toContain(program.typesRefused.get(version) ?? 'loaded')
    })
  })
})

/** `loaded`, or the words of the kernel and of libbpf. */
function said(load: Load | undefined): string {
  if (load === undefined) return 'the loader did not find it'
  return load.errno === 0 ? 'loaded' : `${load.stage} ${load.errno}\n${load.log}\n${load.messages}`
}
