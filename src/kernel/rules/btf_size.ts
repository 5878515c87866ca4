import { loaderTraits } from '../loaders.ts'
import type { Rule } from '../rule.ts'
import { refuse } from './refusal.ts'

/** BTF_MAX_TYPE of include/uapi/linux/btf.h, in 5.3 and in 5.4. */
const OLD_TYPES = 0xffff
const TYPES = 0xfffff
const WIDE_SINCE = '5.4'
/** BTF_MAX_SIZE of kernel/bpf/btf.c. */
const MAX_BYTES = 16 * 2 ** 20

export const btfSize: Rule = {
  name: 'btf-size',
  scope: 'btf',
  summary: 'Type information is no larger than the kernel takes.',
  *check({ object: { btf }, loader }) {
    if (btf === undefined || loaderTraits(loader).btfIsOptional) return
    const hint = 'leave out types that nothing uses: include less of vmlinux.h, export less'
    if (btf.typeCount > OLD_TYPES && btf.typeCount <= TYPES) {
      yield* refuse({ message: `the object's BTF has ${btf.typeCount} types, more than ${OLD_TYPES}`, hint }, [
        { since: '4.18', until: WIDE_SINCE, says: 'Too many types' },
      ])
    }
    if (btf.typeCount > TYPES) {
      yield* refuse({ message: `the object's BTF has ${btf.typeCount} types, more than ${TYPES}`, hint }, [
        { since: '4.18', says: 'Too many types' },
      ])
    }
    if (btf.size > MAX_BYTES) {
      yield* refuse({ message: `the object's BTF has ${btf.size} bytes, more than ${MAX_BYTES}`, hint }, [
        { since: '4.18', says: 'bpf(BPF_BTF_LOAD): -E2BIG' },
      ])
    }
  },
}
