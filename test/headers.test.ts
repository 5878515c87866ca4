/** The headers inside: which releases they are of, what programs can say with them, and others instead of them. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { build, link } from '../src/index.ts'
import { findNative } from '../src/link/native.ts'
import { nativeContents } from '../src/link/version_line.ts'

const cwd = mkdtempSync(path.join(tmpdir(), 'bpf-linker-headers-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** Iterators, TCX and arenas: libbpf 1.2 and Linux 6.4, 6.6 and 6.9 declare them. */
writeFileSync(
  path.join(cwd, 'new.bpf.c'),
  `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARENA);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
} arena SEC(".maps");

int sum;

SEC("tcx/ingress") int count(struct __sk_buff *skb)
{
  int i;
  bpf_for(i, 0, 10) sum += i;
  bpf_repeat(3) sum++;
  return bpf_map_lookup_elem(&arena, &sum) ? TCX_DROP : TCX_PASS;
}

char LICENSE[] SEC("license") = "GPL";
`,
)

it('programs can say what new kernels have', async () => {
  const { info } = await link({ cwd, inputs: ['new.bpf.c'], profile: 'linux-6.12', inspect: { types: true } })
  expect(info.programs).toMatchObject([{ name: 'count', section: 'tcx/ingress' }])
  expect(info.maps).toMatchObject([{ name: 'arena' }])
  expect(info.externs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['bpf_iter_num_new', 'bpf_iter_num_next', 'bpf_iter_num_destroy']),
  )
})

it('the version tells the releases that are there', async () => {
  const { executable, headerDirectory } = findNative()
  const defined = (file: string, name: string) =>
    new RegExp(`^#define ${name} +(\\d+)$`, 'm').exec(readFileSync(path.join(headerDirectory, file), 'utf8'))?.[1]
  const libbpf = ['MAJOR', 'MINOR'].map((part) => defined('libbpf/bpf/libbpf_version.h', `LIBBPF_${part}_VERSION`))
  const linux = ['VERSION_MAJOR', 'VERSION_PATCHLEVEL', 'VERSION_SUBLEVEL'].map((part) =>
    defined('linux/linux/version.h', `LINUX_${part}`),
  )
  const { headers } = await nativeContents(executable)
  expect(headers).toEqual({ libbpf: libbpf.join('.'), linux: linux.join('.') })
})

/** Debian 12's libbpf 1.1, which knows no iterators; beside it everything else that a system has. */
const SYSTEM = '/usr/include'

writeFileSync(
  path.join(cwd, 'old.bpf.c'),
  `#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#if defined bpf_for || __has_include(<stdio.h>)
#error not the libbpf that was named, or not that alone
#endif
SEC("tcx/ingress") int pass(struct __sk_buff *skb) { return TCX_PASS; }
char LICENSE[] SEC("license") = "GPL";
`,
)

describe('others instead', () => {
  it('another libbpf replaces ours, and nothing else', async () => {
    const headers = { libbpf: SYSTEM }
    const { info, dependencies } = await link({ cwd, inputs: ['old.bpf.c'], headers })
    expect(info.programs).toMatchObject([{ name: 'pass' }])
    expect(dependencies).toContain(`${SYSTEM}/bpf/bpf_helpers.h`)
    expect(dependencies).toContain(path.join(findNative().headerDirectory, 'linux/linux/bpf.h'))

    await expect(link({ cwd, inputs: ['old.bpf.c'] })).rejects.toMatchObject({ code: 'COMPILE_ERROR' })
    await expect(link({ cwd, inputs: ['new.bpf.c'], headers })).rejects.toMatchObject({
      code: 'COMPILE_ERROR',
      message: expect.stringContaining("'bpf_for'"),
    })
  })

  it('so does another Linux', async () => {
    const headers = { linux: [SYSTEM, `${SYSTEM}/${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-linux-gnu`] }
    await expect(link({ cwd, inputs: ['new.bpf.c'], headers })).rejects.toMatchObject({
      code: 'COMPILE_ERROR',
      message: expect.stringContaining("'BPF_MAP_TYPE_ARENA'"),
    })
  })

  it('the executable takes them as flags', () => {
    const native = findNative().executable
    const args = ['--btf', '-o', path.join(cwd, 'old.o'), path.join(cwd, 'old.bpf.c')]
    expect(() => execFileSync(native, args, { stdio: 'pipe' })).toThrow('not the libbpf that was named')
    execFileSync(native, ['--libbpf-headers', SYSTEM, ...args])
  })

  it('what they say counts for the cache, and a folder without them is an error until they are there', async () => {
    const vendor = path.join(cwd, 'vendor')
    const write = async (text: string) => {
      writeFileSync(path.join(vendor, 'bpf/bpf_helpers.h'), text)
      // A link keeps nothing of files that changed a moment before it.
      await setTimeout(40)
    }
    mkdirSync(path.join(vendor, 'bpf'), { recursive: true })
    writeFileSync(path.join(cwd, 'own.bpf.c'), '#include <bpf/bpf_helpers.h>\nint answer = ANSWER;\n')
    const built = async (libbpf: string) => {
      const { objects } = await build({
        cwd,
        config: { outDir: 'out', cache: 'cache', headers: { libbpf }, objects: { own: { inputs: 'own.bpf.c' } } },
      })
      return objects[0]?.cached
    }
    const place = path.join(vendor, 'bpf/bpf_helpers.h')
    await expect(built('vendor')).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: `headers.libbpf: expected a folder with bpf/bpf_helpers.h, found none in '${vendor}'`,
      hint: "name another folder, or remove 'headers.libbpf' to take the headers of this package",
      dependencies: expect.arrayContaining([place]),
    })
    await write('#define ANSWER 1\n')
    expect(await built('vendor')).toBe(false)
    expect(await built('vendor')).toBe(true)
    await write('#define ANSWER 2\n')
    expect(await built('vendor')).toBe(false)
    await expect(built('vendor/bpf')).rejects.toMatchObject({
      hint: `name the folder above it: headers: { libbpf: '${vendor}' }`,
    })
  })
})
