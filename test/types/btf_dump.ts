/** BTF as bpftool reads it: a reader that is not ours. */
import { execFileSync } from 'node:child_process'

export interface BtfElement {
  name?: string
  type_id?: number
  bits_offset?: number
  bitfield_size?: number
  val?: number
  offset?: number
  size?: number
}

export interface BtfType {
  id: number
  kind: string
  name: string
  type_id?: number
  ret_type_id?: number
  index_type_id?: number
  fwd_kind?: string
  component_idx?: number
  members?: BtfElement[]
  params?: BtfElement[]
  values?: BtfElement[]
  vars?: BtfElement[]
  [key: string]: unknown
}

/** The types by id; index 0 is void. Throws where bpftool refuses the object. */
export function dumpBtf(object: string): BtfType[] {
  const text = execFileSync('bpftool', ['-j', 'btf', 'dump', 'file', object, 'format', 'raw'], { maxBuffer: 256 << 20 })
  const { types } = JSON.parse(text.toString()) as { types: BtfType[] }
  return [{ id: 0, kind: 'VOID', name: '' }, ...types]
}

/** Decl tags by the type that they are on, as `component value`, sorted. */
function tagsOf(types: BtfType[]): Map<number, string> {
  const lists = new Map<number, string[]>()
  for (const { kind, name, type_id = 0, component_idx } of types) {
    if (kind === 'DECL_TAG') lists.set(type_id, [...(lists.get(type_id) ?? []), `${component_idx} ${name}`])
  }
  return new Map([...lists].map(([id, list]) => [id, list.sort().join()]))
}

/** What of a type is no reference. */
const REFERENCES = new Set([
  'id',
  'type_id',
  'ret_type_id',
  'index_type_id',
  'type',
  'members',
  'params',
  'values',
  'vars',
])

/**
 * Where two types differ, each in its own BTF; undefined when they are equal. A
 * forward declaration equals what it declares: the first BTF is of one file,
 * the second may know more.
 */
export function difference(own: BtfType[], ownId: number, merged: BtfType[], mergedId: number): string | undefined {
  const [ownTags, mergedTags] = [tagsOf(own), tagsOf(merged)]
  const seen = new Set<string>()
  const pending: [number, number, string][] = [[ownId, mergedId, '']]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [a, b, path] = next
    if (seen.has(`${a} ${b}`)) continue
    seen.add(`${a} ${b}`)
    const [x, y] = [own[a], merged[b]]
    if (x === undefined || y === undefined) return `${path}: no type ${a} or ${b}`
    if (x.kind === 'FWD' && x.name === y.name && x.fwd_kind?.toUpperCase() === y.kind) continue
    const [plainX, plainY] = [x, y].map((type) =>
      JSON.stringify(Object.entries(type).filter(([key]) => !REFERENCES.has(key))),
    )
    if (plainX !== plainY) return `${path}: ${plainX} | ${plainY}`
    if (ownTags.get(a) !== mergedTags.get(b)) return `${path}: decl tags ${ownTags.get(a)} | ${mergedTags.get(b)}`
    for (const key of ['type_id', 'ret_type_id', 'index_type_id'] as const) {
      if (x[key] !== undefined) pending.push([x[key], y[key] ?? 0, `${path}/${x.kind} ${x.name}`])
    }
    for (const key of ['members', 'params', 'values'] as const) {
      const [left, right] = [x[key] ?? [], y[key] ?? []]
      if (left.length !== right.length) return `${path}: ${left.length} ${key} | ${right.length}`
      for (const [index, { type_id, ...plain }] of left.entries()) {
        const { type_id: other, ...otherPlain } = right[index] ?? {}
        const where = `${path}/${x.name}.${plain.name ?? index}`
        if (JSON.stringify(plain) !== JSON.stringify(otherPlain))
          return `${where}: ${JSON.stringify(plain)} | ${JSON.stringify(otherPlain)}`
        if (type_id !== undefined) pending.push([type_id, other ?? 0, where])
      }
    }
  }
  return undefined
}
