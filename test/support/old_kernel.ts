/** C programs of a few lines, linked for kernels without loops. */
import { type LinkOptions, type LinkResult, link } from '../../src/index.ts'
import { PATIENCE } from './patience.ts'

/** A C program's text, linked for the preset. */
export async function linkText(body: string, options: Partial<LinkOptions> = {}): Promise<LinkResult> {
  const text = `#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#define DATA(p) ((void *)(long)(p))\n${body}
char LICENSE[] SEC("license") = "GPL";\n`
  return await link({
    inputs: [{ name: 'probe.bpf.c', text }],
    profile: 'old-kernel-no-loops',
    inspect: { disassembly: true },
    timeout: PATIENCE,
    ...options,
  })
}
