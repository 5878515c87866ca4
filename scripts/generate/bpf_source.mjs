// data/bpf/*.tsv → plain data, checked. What the columns mean: data/bpf/README.md.
import { rows as tableRows } from './tsv.mjs'

const rows = (folder, file, columns) => tableRows(folder, file, columns, 'data/bpf')
const given = (cell) => (cell === '-' ? undefined : cell)
const list = (cell) => (cell === '-' ? [] : cell.split(' '))

/** What the tables say. Throws, with file and line, at what they may not say. */
export function readBpfSource(folder) {
  const cpus = rows(folder, 'cpus.tsv', 3).map(({ cells: [name, set, source], fail }) => {
    checkSource(fail, source)
    return { name, set: given(set) }
  })
  const sets = [...new Set(cpus.flatMap(({ set }) => set ?? []))].sort()
  const features = readFeatures(folder, sets)
  const fields = rows(folder, 'fields.tsv', 4).map(({ cells: [field, name, value, source], fail }) => {
    checkSource(fail, source)
    if (!/^(0x[0-9a-f]{2,3}|\d+)$/.test(value)) fail(`'${value}' is no number`)
    return { field, name, value: Number(value), text: value }
  })
  return { cpus, sets, features, fields, ...readOpcodes(folder, fields, features), kinds: readKinds(folder) }
}

function readFeatures(folder, sets) {
  return rows(folder, 'features.tsv', 5).map(({ cells: [name, cpu, since, source, what], fail }) => {
    checkSource(fail, source)
    checkRelease(fail, since)
    const [set, added] = list(cpu)
    if (set !== undefined && !sets.includes(set)) fail(`cpus.tsv has no instruction set '${set}'`)
    if (added !== undefined && !/^\+[a-z0-9]+$/.test(added)) fail(`'${added}' is no feature of LLVM with its sign`)
    return { name, set, added: added?.slice(1), since: given(since), what }
  })
}

/** Every opcode of each line, by number; `names` of those that code speaks of. */
function readOpcodes(folder, fields, features) {
  const values = new Map(fields.map(({ name, value }) => [name, value]))
  const known = new Set(features.map(({ name }) => name))
  const names = []
  const opcodes = rows(folder, 'opcodes.tsv', 8).map(({ cells, fail }) => {
    const [classes, codes, forms, off, imm, feature, name, source] = cells
    checkSource(fail, source)
    const numberOf = (part) => values.get(part) ?? fail(`fields.tsv has no '${part}'`)
    const conditions = (cell) =>
      cell === '-' ? [undefined] : list(cell).map((one) => (/^(!0|\d+)$/.test(one) ? one : String(numberOf(one))))
    if (feature !== '-' && !known.has(feature)) fail(`features.tsv has no '${feature}'`)
    const numbers = list(classes).flatMap((group) =>
      list(codes).flatMap((code) => list(forms).map((form) => numberOf(group) | numberOf(code) | numberOf(form))),
    )
    if (name !== '-') {
      if (numbers.length !== 1) fail(`'${name}' stands for ${numbers.length} opcodes; a name is for one`)
      names.push({ name, value: numbers[0] })
    }
    return { numbers, off: conditions(off), imm: conditions(imm), feature: given(feature) }
  })
  return { opcodes, names }
}

const ROLES = [
  'name',
  'type',
  'index-type',
  'offset',
  'size',
  'value',
  'low',
  'high',
  'encoding',
  'count',
  'linkage',
  'component',
]
const GROUPS = ['-', 'modifier', 'composite', 'declaration']

function readKinds(folder) {
  return rows(folder, 'btf_kinds.tsv', 9).map(({ cells, fail }, index) => {
    const [number, name, constant, third, words, each, group, since, source] = cells
    checkSource(fail, source)
    checkRelease(fail, since)
    if (Number(number) !== index) fail(`kind ${number} stands at the place of ${index}`)
    if (!['size', 'type', '-'].includes(third)) fail(`the third word is a size, a type or '-', not '${third}'`)
    for (const word of list(words)) if (!ROLES.includes(word)) fail(`no word is called '${word}'`)
    if (!(words === '-' ? ['-'] : ['once', 'each']).includes(each)) fail(`its words are there '${each}'`)
    if (!GROUPS.includes(group)) fail(`no group is called '${group}'`)
    return { number: index, name, constant, third, words: list(words), counted: each === 'each', group, since }
  })
}

function checkSource(fail, source) {
  if (!/^(RFC 9669 [0-9.]+|[0-9a-f]{12}|include\/\S+\.h|llvm)$/.test(source))
    fail(`'${source}' is neither a section of RFC 9669, 12 digits of a commit, a header of the kernel, nor 'llvm'`)
}

function checkRelease(fail, release) {
  if (!/^(-|\d+\.\d+)$/.test(release)) fail(`'${release}' is no release`)
}
