/** A small project on disk for bundlers to build, and the means to run what they made of it. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

export interface Project {
  /** Absolute. */
  root: string
  write(files: Record<string, string>): void
  remove(): void
}

export function createProject(files: Record<string, string>): Project {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'bpf-linker-bundlers-')))
  const project: Project = {
    root,
    write(more) {
      for (const [name, text] of Object.entries(more)) {
        const file = path.join(root, name)
        mkdirSync(path.dirname(file), { recursive: true })
        writeFileSync(file, text)
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
  project.write({ 'package.json': '{ "name": "project", "type": "module" }', ...files })
  return project
}

/** A program that uses a map and a header of the project. */
export const FILES: Record<string, string> = {
  'src/limits.h': '#define LIMIT 64\n',
  'src/probe.bpf.c': `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "limits.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, LIMIT);
  __type(key, __u32);
  __type(value, __u64);
} counts SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx) {
  __u32 key = ctx->ingress_ifindex % LIMIT;
  __u64 *value = bpf_map_lookup_elem(&counts, &key);
  if (value)
    __sync_fetch_and_add(value, 1);
  return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
`,
  'bpf/pass.bpf.c': `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

int verdict(void);

SEC("xdp")
int pass(struct xdp_md *ctx) { return verdict(); }

char LICENSE[] SEC("license") = "GPL";
`,
  'bpf/verdict.bpf.c': `#include <linux/bpf.h>

__attribute__((noinline)) int verdict(void) { return XDP_PASS; }
`,
}

/** Line 3, column 10. */
export const BROKEN_SOURCE = `static int twice(int x) { return 2 * x; }
int broken(void *ctx) {
  return twicce(1);
}
`
export const BROKEN_LINE = '  return twicce(1);'

/** A ring buffer, which kernels have from 5.8 on, used in line 6. */
export const NEEDS_5_8 = `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");
SEC("xdp") int watch(void *ctx) {
  long x = 1;
  bpf_ringbuf_output(&events, &x, sizeof(x), 0);
  return XDP_PASS;
}
char LICENSE[] SEC("license") = "GPL";
`

/** The entry: what it imports ends up in `globalThis.imported`, however the bundler treats exports. */
export function entryOf(specifier: string, type?: string): string {
  const attributes = type === undefined ? '' : ` with { type: ${JSON.stringify(type)} }`
  return `import value from ${JSON.stringify(specifier)}${attributes}\nglobalThis.imported = value\n`
}

/** What `globalThis.imported` is after node ran the file, as JSON: see plain.mjs. */
export async function runBundle(file: string): Promise<unknown> {
  const script = `
    import { plain } from ${JSON.stringify(new URL('plain.mjs', import.meta.url).href)}
    await import(${JSON.stringify(pathToFileURL(file).href)})
    console.log(JSON.stringify(await plain(globalThis.imported)))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  return JSON.parse(stdout)
}

/** The hash of the file below `outDir` that an address means to whoever serves or holds that folder. */
export function hashAtAddress(address: string, outDir: string): string {
  const file = address.startsWith('file:') ? fileURLToPath(address) : path.join(outDir, address)
  if (!file.startsWith(outDir)) throw new Error(`${address} is not in ${outDir}`)
  return sha256(readFileSync(file))
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Relative path → hash of every `.o` below a folder. */
export function objectsIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.o'))
  return new Map(files.sort().map((name) => [name, sha256(readFileSync(path.join(folder, name)))]))
}
