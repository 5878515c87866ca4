import { expect, test } from 'vitest'
import { helpers } from './helpers.ts'
import { structOpsMembers } from './struct_ops_members.ts'
import { find, wordsOn } from './testing/compile.ts'

/** A congestion control of one member. */
const control = (member: string, body = '') => `
#include <linux/types.h>
struct sock;
struct tcp_congestion_ops { __u32 (*ssthresh)(struct sock *); void (*release)(struct sock *); void (*get_info)(struct sock *); };
SEC("struct_ops/prog") void prog(unsigned long long *context) { ${body} }
SEC(".struct_ops") struct tcp_congestion_ops own = { .${member} = (void *)prog };`

const SETSOCKOPT = 'bpf_setsockopt((void *)context[0], 6, 13, "x", 1);'

test('a member that the kernel takes from no program', async () => {
  expect(wordsOn('5.10', await find(structOpsMembers, control('get_info')))).toEqual([
    'attach to unsupported member get_info of struct tcp_congestion_ops',
  ])
  expect(await find(structOpsMembers, control('release'))).toEqual([])
})

test('which helpers a struct_ops program may call depends on the member', async () => {
  const ssthresh = await find(helpers, control('ssthresh', SETSOCKOPT))
  expect(wordsOn('5.10', ssthresh)).toEqual(['unknown func bpf_setsockopt#49'])
  expect(wordsOn('5.15', ssthresh)).toEqual([])
  const release = await find(helpers, control('release', SETSOCKOPT))
  expect(wordsOn('6.12', release)).toEqual(['program of this type cannot use helper bpf_setsockopt#49'])
})
