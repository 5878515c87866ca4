/** What debug information stays in an object: BTF without DWARF, and no path of the machine, unless asked for. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { link } from '../src/index.ts'
import { ownHeaders } from './support/own_headers.ts'

const cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-debug-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

mkdirSync(path.join(cwd, 'src'))
const source = path.join(cwd, 'src/a.bpf.c')
writeFileSync(path.join(cwd, 'src/a.h'), 'static inline int half(int n) { return n / 2; }\n')
writeFileSync(
  source,
  `#include "a.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp") int prog(struct xdp_md *ctx) { return half(ctx->ingress_ifindex) + bpf_get_prandom_u32(); }
`,
)
const bitcode = path.join(cwd, 'a.bc')
const flags = ['-target', 'bpf', '-g', '-O2', ...ownHeaders()]
execFileSync('clang-22', [...flags, '-emit-llvm', '-c', source, '-o', bitcode])

describe.each([
  ['a source', 'src/a.bpf.c'],
  ['bitcode', bitcode],
])('of %s', (_, input) => {
  it('is BTF without DWARF and without paths of the machine', async () => {
    const { bytes, info } = await link({ cwd, inputs: [input] })
    const names = info.sections.map(({ name }) => name)
    expect(names).toContain('.BTF.ext')
    expect(names.filter((name) => name.startsWith('.debug'))).toEqual([])
    expect(Buffer.from(bytes).includes(cwd)).toBe(false)
    expect(Buffer.from(bytes).includes('\0src/a.bpf.c\0')).toBe(true)
    // The line itself, from a file that is named by another path now.
    expect(Buffer.from(bytes).includes('return half(ctx->ingress_ifindex)')).toBe(true)
  })

  it('has whole paths with stripPathPrefix: false', async () => {
    const { bytes } = await link({ cwd, inputs: [input], stripPathPrefix: false })
    expect(Buffer.from(bytes).includes(source)).toBe(true)
  })

  it('has numbers of lines and no text with sourceLines: false', async () => {
    const [whole, bare] = await Promise.all([
      link({ cwd, inputs: [input], inspect: { disassembly: true } }),
      link({ cwd, inputs: [input], inspect: { disassembly: true }, sourceLines: false }),
    ])
    expect(Buffer.from(bare.bytes).includes('return half')).toBe(false)
    expect(bare.lineSources).toEqual([])
    const numbers = ({ info }: typeof bare) =>
      info.programs.flatMap(({ disassembly = [] }) => disassembly.flatMap(({ location }) => location?.line ?? []))
    expect(numbers(bare)).toEqual(numbers(whole))
    expect(numbers(bare)).toContain(4)
    expect(bare.bytes.length).toBeLessThan(whole.bytes.length)
    const both = link({ cwd, inputs: [input], sourceLines: false, debugInfo: 'keep' })
    await expect(both).rejects.toMatchObject({ code: 'OPTION_INVALID', hint: 'remove one of the two' })
  })

  it("has DWARF with debugInfo: 'keep'", async () => {
    const { info } = await link({ cwd, inputs: [input], debugInfo: 'keep' })
    const names = info.sections.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['.debug_info', '.debug_line', '.BTF', '.BTF.ext']))
  })
})

// LLVM 23 gives such a subprogram the type void, in which the kernel refuses tail calls and LD_ABS.
it('a subprogram whose result nobody reads has the type that its source has', async () => {
  const name = 'tail.bpf.c'
  writeFileSync(
    path.join(cwd, name),
    `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 4);
} table SEC(".maps");
static __noinline int jump(struct __sk_buff *skb)
{
	bpf_tail_call_static(skb, &table, 0);
	return 1;
}
SEC("tc") int prog(struct __sk_buff *skb) { return jump(skb); }
`,
  )
  const { info } = await link({ cwd, inputs: [name], inspect: { types: true } })
  const types = info?.btf?.types ?? []
  const jump = types.find(({ kind, name }) => kind === 'func' && name === 'jump')
  const signature = jump?.kind === 'func' ? types[jump.type] : undefined
  const result = signature?.kind === 'funcProto' ? types[signature.returnType] : undefined
  expect(result).toMatchObject({ kind: 'int', name: 'int' })
})
