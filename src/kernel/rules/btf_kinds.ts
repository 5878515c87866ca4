import { BTF_KINDS, FUNC, INT, KIND_SINCE } from '../../bpf/btf_kinds.generated.ts'
import type { BtfInfo, BtfKind, BtfType } from '../../object/btf_types.ts'
import type { ObjectInfo } from '../../object/types.ts'
import { loaderTraits } from '../loaders.ts'
import { compareReleases, type Release } from '../release.ts'
import type { Rule } from '../rule.ts'
import { type Phase, refuse } from './refusal.ts'

interface KindRule {
  kind: BtfKind | 'globalFunc'
  /** `BTF_KIND_*`. */
  number: number
  since: Release
}

/** Before it kernels have no BTF at all, and every loader hands over none. */
const BTF_SINCE: Release = KIND_SINCE[INT]

const KINDS: readonly KindRule[] = [
  ...BTF_KINDS.map((kind, number) => ({ kind, number, since: KIND_SINCE[number] ?? BTF_SINCE })),
  { kind: 'globalFunc' as const, number: FUNC, since: '5.6' },
]
  .filter(({ since }) => since !== BTF_SINCE)
  .sort((a, b) => compareReleases(a.since, b.since))

/** BTF_INFO_KIND of include/uapi/linux/btf.h has 4 bits in 5.12 and 5 in 5.14; with one of more, `info` is not valid at all. */
const WIDE_KINDS: Release = '5.13'
const MOST_OF_4_BITS = 15

/** The flag of an enum with negative values: 6089fb325cf7, "bpf: Add btf enum64 support". */
const SIGNED_ENUMS: Release = '6.0'
/** `kind_flag` itself: 9d5f9f701b18; before, every enum has values of either sign. */
const KIND_FLAG: Release = '5.0'

export const btfKinds: Rule = {
  name: 'btf-kinds',
  scope: 'btf',
  summary: 'Type information has only kinds of types that the kernel knows, or that the loader rewrites for it.',
  *check({ object, loader }) {
    const { rewritesKinds } = loaderTraits(loader)
    if (!rewritesKinds.includes('enum64') && object.btf?.types?.some((type) => type.kind === 'enum' && type.signed)) {
      yield* refuse(
        {
          message: `the object's BTF marks an enum as signed, which kernels know from ${SIGNED_ENUMS} on`,
          hint: 'load it with libbpf, which takes the mark away, or without BTF',
        },
        [{ since: KIND_FLAG, until: SIGNED_ENUMS, says: 'Invalid btf_info kind_flag' }],
      )
    }
    for (const { kind, number, since } of KINDS) {
      if (rewritesKinds.includes(kind) || !has(object, kind)) continue
      const global = kind === 'globalFunc'
      yield* refuse(
        {
          message: `the object's BTF has ${global ? 'functions marked global' : `types of kind ${kind}`}, which kernels know from ${since} on`,
          hint: 'load it with libbpf, which rewrites what the kernel does not know, or without BTF',
        },
        global
          ? [{ since: '5.0', until: since, says: 'Invalid btf_info:c000001' }]
          : unknownKind(object, kind, number, since),
      )
    }
  },
}

function unknownKind(object: ObjectInfo, kind: BtfKind, number: number, since: Release): Phase[] {
  const says = `Invalid kind:${number}`
  if (number <= MOST_OF_4_BITS) return [{ since: BTF_SINCE, until: since, says }]
  const first = object.btf?.types?.find((type) => type.kind === kind)
  const narrow: Phase = {
    since: BTF_SINCE,
    until: WIDE_KINDS,
    says: `Invalid btf_info:${infoOf(first, number).toString(16)}`,
  }
  return since === WIDE_KINDS ? [narrow] : [narrow, { since: WIDE_KINDS, until: since, says }]
}

/** `info` of `struct btf_type`: the number of members, the kind, the flag. */
function infoOf(type: BtfType | undefined, number: number): number {
  const isEnum = type?.kind === 'enum64'
  return (isEnum && type.signed ? 2 ** 31 : 0) + number * 2 ** 24 + (isEnum ? type.values.length : 0)
}

function has({ btf }: ObjectInfo, kind: KindRule['kind']): boolean {
  if (btf === undefined) return false
  if (kind === 'globalFunc')
    return btf.types?.some((type) => type.kind === 'func' && type.linkage === 'global') ?? false
  return (btf.kinds[kind satisfies keyof BtfInfo['kinds']] ?? 0) > 0
}
