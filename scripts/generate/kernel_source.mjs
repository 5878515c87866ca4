// data/kernel/*.tsv → plain data, checked. What the columns mean: data/kernel/README.md.
import { rows as tableRows } from './tsv.mjs'

const CONDITIONS = ['-', 'attach-type', 'program-type', 'sleepable', 'struct-ops', 'target-program']

/** What the tables say. Throws, with file and line, at what they may not say. */
export function readKernelSource(folder) {
  const releases = rows(folder, 'releases.tsv', 2).map(({ cells: [release] }) => release)
  const sources = Object.fromEntries(rows(folder, 'sources.tsv', 2).map(({ cells }) => cells))
  const uapi = rows(folder, 'uapi.tsv', 5).map(({ cells: [kind, value, name, spans, source], fail }) => {
    check(fail, spans, source, sources)
    return { kind, value: Number(value), name, spans, source }
  })
  const helpers = rows(folder, 'helpers.tsv', 7).map(({ cells, fail }) => {
    const [id, name, spans, source, gpl, gplSource, gplCondition] = cells
    check(fail, spans, source, sources)
    if (gpl !== '-') check(fail, gpl, gplSource, sources, gplCondition)
    return { id: Number(id), name, spans, source, gpl: gpl === '-' ? undefined : [gpl, gplSource, gplCondition] }
  })
  const kfuncs = rows(folder, 'kfuncs.tsv', 4).map(({ cells: [name, spans, source, flags], fail }) => {
    check(fail, spans, source, sources)
    return { name, spans, source, flags: flags === '-' ? '' : flags }
  })
  const known = {
    ids: new Map(helpers.map(({ id, name }) => [name, id])),
    types: new Set(uapi.filter(({ kind }) => kind === 'prog_type').map(({ name }) => name)),
  }
  const helperPrograms = readHelperPrograms(folder, sources, known)
  const hooks = new Set(uapi.filter(({ kind }) => kind === 'attach_type').map(({ name }) => name))
  const helperHooks = readHooks(folder, sources, known, hooks)
  const kfuncPrograms = readKfuncPrograms(folder, sources, new Set(kfuncs.map(({ name }) => name)), known.types)
  return { releases, sources, uapi, helpers, kfuncs, helperPrograms, helperHooks, kfuncPrograms }
}

/** One entry per line: these helpers, from programs of this type at these hooks. */
function readHooks(folder, sources, { ids, types }, attachTypes) {
  return rows(folder, 'helper_hooks.tsv', 5).map(({ cells: [spans, source, helpers, program, hooks], fail }) => {
    check(fail, spans, source, sources)
    const programType = `BPF_PROG_TYPE_${program}`
    if (!types.has(programType)) fail(`uapi.tsv has no program type '${programType}'`)
    for (const name of helpers.split(' ')) if (!ids.has(name)) fail(`helpers.tsv has no helper '${name}'`)
    // The hook of a struct_ops program is a member of a struct.
    const named = hooks.split(' ').map((hook) => (program === 'STRUCT_OPS' ? hook : `BPF_${hook}`))
    for (const hook of program === 'STRUCT_OPS' ? [] : named) {
      const [attachType] = hook.split('/')
      if (!attachTypes.has(attachType)) fail(`uapi.tsv has no attach type '${attachType}'`)
    }
    return { programType, ids: helpers.split(' ').map((name) => ids.get(name)), spans, source, hooks: named.join(' ') }
  })
}

/** One entry per line: these helpers, from each of these program types. `ids` is `all` for types that have no list of their own. */
function readHelperPrograms(folder, sources, { ids, types }) {
  const seen = new Map()
  return rows(folder, 'helper_programs.tsv', 5).map(
    ({ cells: [spans, condition, source, helpers, programs], where, fail }) => {
      check(fail, spans, source, sources, condition)
      const names = helpers.split(' ')
      const programTypes = programs.split(' ').map((name) => `BPF_PROG_TYPE_${name}`)
      for (const type of programTypes) {
        if (!types.has(type)) fail(`uapi.tsv has no program type '${type}'`)
        for (const name of names) {
          if (name !== '*' && !ids.has(name)) fail(`helpers.tsv has no helper '${name}'`)
          const pair = `${type} ${name}`
          if (seen.has(pair)) fail(`${pair} stands at ${seen.get(pair)} as well: one line says all its releases`)
          seen.set(pair, where)
        }
      }
      return {
        spans,
        condition,
        source,
        ids: helpers === '*' ? 'all' : names.map((name) => ids.get(name)),
        programTypes,
      }
    },
  )
}

/** One entry per line: these kernel functions, from each of these program types. */
function readKfuncPrograms(folder, sources, names, types) {
  const seen = new Map()
  return rows(folder, 'kfunc_programs.tsv', 4).map(({ cells: [spans, source, kfuncs, programs], where, fail }) => {
    check(fail, spans, source, sources)
    const programTypes = programs.split(' ').map((name) => `BPF_PROG_TYPE_${name}`)
    for (const type of programTypes) {
      if (!types.has(type)) fail(`uapi.tsv has no program type '${type}'`)
      for (const name of kfuncs.split(' ')) {
        if (!names.has(name)) fail(`kfuncs.tsv has no kernel function '${name}'`)
        const pair = `${type} ${name}`
        if (seen.has(pair)) fail(`${pair} stands at ${seen.get(pair)} as well: one line says all its releases`)
        seen.set(pair, where)
      }
    }
    return { spans, source, names: kfuncs.split(' '), programTypes }
  })
}

/** The cells of every line of a table in data/kernel. */
export function rows(folder, file, columns) {
  return tableRows(folder, file, columns, 'data/kernel')
}

/** `4.1`, `5.11-5.16`, `6.2-6.4 7.1`: releases as text, rising; a commit (12 digits) or a key of sources.tsv. */
function check(fail, spans, source, sources, condition = '-') {
  if (!CONDITIONS.includes(condition)) fail(`no condition is called '${condition}'`)
  if (!/^\d+\.\d+(-\d+\.\d+)?( \d+\.\d+(-\d+\.\d+)?)*$/.test(spans)) fail(`'${spans}' is no list of releases`)
  const inOrder = spans.split(/[ -]/).map((release) => release.split('.').map(Number))
  for (const [index, [major, minor]] of inOrder.entries()) {
    const [beforeMajor, beforeMinor] = inOrder[index - 1] ?? [0, 0]
    if (major < beforeMajor || (major === beforeMajor && minor <= beforeMinor)) fail(`'${spans}' does not rise`)
  }
  if (/ \S+$/.test(spans.replace(/\S+-\S+ /g, ''))) fail(`'${spans}': only the last interval may be open`)
  for (const one of source.split(' '))
    if (!/^[0-9a-f]{12}$/.test(one) && !Object.hasOwn(sources, one))
      fail(`'${one}' is neither 12 digits of a commit nor a key of sources.tsv`)
}
