import type { BtfInfo, BtfKind, ObjectInfo } from '../../object/types.ts'
import { loaderTraits } from '../loaders.ts'
import type { Release } from '../release.ts'
import type { Rule } from '../rule.ts'
import { refuse } from './refusal.ts'

interface KindRule {
  kind: BtfKind | 'globalFunc'
  /** `BTF_KIND_*`. */
  number: number
  since: Release
}

/** Before 4.18 kernels have no BTF at all, and every loader hands over none. */
const BTF_SINCE: Release = '4.18'

const KINDS: readonly KindRule[] = [
  { kind: 'func', number: 12, since: '5.0' },
  { kind: 'funcProto', number: 13, since: '5.0' },
  { kind: 'var', number: 14, since: '5.2' },
  { kind: 'dataSec', number: 15, since: '5.2' },
  { kind: 'globalFunc', number: 12, since: '5.6' },
  { kind: 'float', number: 16, since: '5.13' },
  { kind: 'declTag', number: 17, since: '5.16' },
  { kind: 'typeTag', number: 18, since: '5.17' },
  { kind: 'enum64', number: 19, since: '6.0' },
]

export const btfKinds: Rule = {
  name: 'btf-kinds',
  scope: 'btf',
  summary: 'Type information has only kinds of types that the kernel knows, or that the loader rewrites for it.',
  *check({ object, loader }) {
    const { rewritesKinds } = loaderTraits(loader)
    for (const { kind, number, since } of KINDS) {
      if (rewritesKinds.includes(kind) || !has(object, kind)) continue
      const global = kind === 'globalFunc'
      yield* refuse(
        {
          message: `the object's BTF has ${global ? 'functions marked global' : `types of kind ${kind}`}, which kernels know from ${since} on`,
          hint: 'Load it with libbpf, which rewrites what the kernel does not know, or without BTF',
        },
        [
          {
            since: global ? '5.0' : BTF_SINCE,
            until: since,
            says: global ? 'Invalid btf_info:c000001' : `Invalid kind:${number}`,
          },
        ],
      )
    }
  },
}

function has({ btf }: ObjectInfo, kind: KindRule['kind']): boolean {
  if (btf === undefined) return false
  if (kind === 'globalFunc')
    return btf.types?.some((type) => type.kind === 'func' && type.linkage === 'global') ?? false
  return (btf.kinds[kind satisfies keyof BtfInfo['kinds']] ?? 0) > 0
}
