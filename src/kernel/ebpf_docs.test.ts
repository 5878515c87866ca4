/**
 * The tables against those of ebpf-docs, of which data/kernel/ebpf-docs has
 * copies. Where they differ, data/kernel/conflicts.tsv has a row with the
 * reason for our choice: every row is needed, and no difference is without one.
 */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
// @ts-expect-error: a package without types
import { FAILSAFE_SCHEMA, load } from 'js-yaml'
import { expect, test } from 'vitest'
// @ts-expect-error: a script, without types
import { rows } from '../../scripts/generate/kernel_source.mjs'
import {
  type Availability,
  attachTypeInfo,
  flagInfo,
  helperFor,
  helperInfo,
  kfuncFor,
  kfuncInfo,
  mapTypeInfo,
  programTypeInfo,
} from './features.ts'
import { compareReleases } from './release.ts'

interface Feature {
  name: string
  version: string
}
type HelperItem = { name?: string; group?: string; exclude?: string; since?: { version: string } }
interface HelperData {
  groups: Record<string, HelperItem[]>
  programs: Record<string, HelperItem[]>
}

const folder = fileURLToPath(new URL('../../data/kernel/', import.meta.url))
/** Every scalar stays text: `version: 6.10` is the number 6.1 to the usual schema. */
const yaml = (file: string) => load(readFileSync(`${folder}ebpf-docs/${file}`, 'utf8'), { schema: FAILSAFE_SCHEMA })
const sections = yaml('feature-versions.yaml') as { name: string; features: Feature[] }[]
const helperData = yaml('helpers-functions.yaml') as HelperData
const featuresOf = (section: string) =>
  (sections.find(({ name }) => name === section)?.features ?? []).map(({ name, version }) => ({
    name,
    version: version.replace('v', ''),
  }))

interface Conflict {
  kind: string
  name: string
  programType: string
  ours: string
  theirs: string
  who: string
}
const conflicts: Conflict[] = (rows(folder, 'conflicts.tsv', 7) as { cells: string[] }[]).flatMap(
  ({ cells: [kind = '', names = '', types = '', ours = '', theirs = '', who = ''] }) =>
    names.split(' ').flatMap((name) =>
      types.split(' ').map((type) => ({
        kind,
        name,
        programType: type === '-' ? '-' : `BPF_PROG_TYPE_${type}`,
        ours,
        theirs,
        who,
      })),
    ),
)

const spansOf = (availability: Availability | undefined) =>
  availability?.intervals.map(({ since, until }) => (until ? `${since}-${until}` : since)).join(' ') ?? '-'

const helpers = Array.from({ length: 300 }, (_, id) => helperInfo(id)).filter((helper) => helper !== undefined)
const mapTypes = Array.from({ length: 100 }, (_, type) => mapTypeInfo(type)).filter((type) => type !== undefined)
const kinds: [kind: string, section: string, of: (name: string) => Availability | undefined][] = [
  ['helper', 'helpers', (name) => helpers.find((helper) => helper.name === name)?.availability],
  ['map_type', 'map_types', (name) => mapTypes.find((type) => type.name === name)?.availability],
  ['prog_type', 'program_types', (name) => programTypeInfo(name)?.availability],
  ['attach_type', 'attach_types', (name) => attachTypeInfo(name)?.availability],
  ['flag', 'flags', (name) => flagInfo(name)?.availability],
  ['kfunc', 'kfuncs', (name) => kfuncInfo(name)?.availability],
]

const text = ({ kind, name, programType, ours, theirs }: Omit<Conflict, 'who'>) =>
  `${kind} ${name} ${programType}: ours ${ours}, theirs ${theirs}`
const listed = (kind: string) => conflicts.filter((one) => one.who === 'ebpf-docs' && one.kind === kind).map(text)

test.each(kinds)('%s: first releases agree but for the known conflicts', (kind, section, of) => {
  const features = featuresOf(section)
  expect(features.length).toBeGreaterThan(30)
  const different = features.flatMap(({ name, version }) => {
    const ours = spansOf(of(name))
    return ours.split(/[ -]/)[0] === version ? [] : [text({ kind, name, programType: '-', ours, theirs: version })]
  })
  expect(different.sort()).toEqual(listed(kind).sort())
})

/** Helper → since when, where the data say it. A nested group comes first, so that what is named beside it wins. */
function expand(items: readonly HelperItem[]): Map<string, string | undefined> {
  const all = new Map<string, string | undefined>()
  for (const { group } of items)
    if (group !== undefined) for (const [name, since] of expand(helperData.groups[group] ?? [])) all.set(name, since)
  for (const { name, since } of items) if (name !== undefined) all.set(name, since?.version)
  for (const { exclude } of items) if (exclude !== undefined) all.delete(exclude)
  return all
}

test('which program type may call which helper: the latest state agrees but for the known conflicts', () => {
  // Which helpers a struct_ops program may call is its owner's business; the tables leave it open.
  const programs = Object.entries(helperData.programs).filter(([type]) => type !== 'BPF_PROG_TYPE_STRUCT_OPS')
  expect(programs.length).toBe(30)
  const different = programs.flatMap(([programType, items]) => {
    const theirs = expand(items)
    return helpers.flatMap(({ id, name }) => {
      const ours = spansOf(helperFor(programType, id))
      const still = ours !== '-' && !/-\S+$/.test(ours)
      if (still === theirs.has(name)) {
        const since = theirs.get(name)
        return since === undefined || since === ours
          ? []
          : [text({ kind: 'pair', name, programType, ours, theirs: since })]
      }
      return [text({ kind: 'pair', name, programType, ours, theirs: still ? '-' : 'present' })]
    })
  })
  expect(different.sort()).toEqual(listed('pair').sort())
})

interface KfuncSet {
  funcs: { name: string }[]
  program_types: { name: string; since?: { version: string } }[]
}

test('which program type may call which kernel function: where our tables say, they agree but for the known conflicts', () => {
  const { sets } = yaml('kfuncs.yaml') as { sets: Record<string, KfuncSet> }
  const types = Array.from(new Set(Object.values(sets).flatMap((set) => set.program_types.map(({ name }) => name))))
  const names = Array.from(new Set(Object.values(sets).flatMap((set) => set.funcs.map(({ name }) => name))))
  const different = names.flatMap((name) =>
    types.flatMap((programType) => {
      const found = kfuncFor(programType, name)
      if (found === undefined) return []
      const ours = spansOf(found) || '-'
      const theirs = Object.values(sets)
        .filter(({ funcs }) => funcs.some((one) => one.name === name))
        .flatMap((set) => set.program_types.filter((type) => type.name === programType))
        // Without a release: since there are such functions.
        .map(({ since }) => since?.version ?? '5.13')
        .sort(compareReleases)[0]
      return theirs === ours || (theirs === undefined && ours === '-')
        ? []
        : [text({ kind: 'kfunc_pair', name, programType, ours, theirs: theirs ?? '-' })]
    }),
  )
  expect(different.sort()).toEqual(listed('kfunc_pair').sort())
})

test('conflicts with other sources say what the tables say', () => {
  const of = new Map(kinds.map(([kind, , find]) => [kind, find]))
  for (const { kind, name, programType, ours } of conflicts) {
    const helper = helpers.find((one) => one.name === name)
    const found =
      kind === 'pair'
        ? helperFor(programType, helper?.id ?? 0)
        : kind === 'kfunc_pair'
          ? kfuncFor(programType, name)
          : kind === 'gpl'
            ? helper?.gplOnly
            : of.get(kind)?.(name)
    expect(spansOf(found), `${kind} ${name} ${programType}`).toBe(ours)
  }
})
