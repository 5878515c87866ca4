/** The same inputs give the same object: wherever the folder is, in whatever order its files were made, and so on. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { buildCommand, run } from './support/command.ts'
import { randomSources } from './types/random_types.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-same-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Types that are only declared, and CO-RE, so that there is an order to get wrong.
const sources = randomSources({ seed: 7, types: 30, files: 4, conflicts: true }).map(
  (text, i) => `#include "common.h"\n${text}
  int program_${i}(struct sk_buff_local *skb) __attribute__((section("tc")));
  int program_${i}(struct sk_buff_local *skb) { return skb->len + __builtin_btf_type_id(*skb, ${i % 2}) + __LINE__; }\n`,
)
const header = 'struct sk_buff_local { int pad; int len; } __attribute__((preserve_access_index));\n'

interface Way {
  folder: string
  reverse?: boolean
  /** Where the command is run; elsewhere than in the folder with `--config`. */
  from?: string
  config?: object
  env?: NodeJS.ProcessEnv
}

/** Builds the project there and returns the digest of its object. */
async function digest({ folder: name, reverse = false, from, config = {}, env = {} }: Way): Promise<string> {
  const cwd = path.join(folder, name)
  mkdirSync(path.join(cwd, 'src'), { recursive: true })
  const files = sources.map((text, i): [string, string] => [`src/${i}.bpf.c`, text])
  files.push(['src/common.h', header])
  for (const [file, text] of reverse ? files.toReversed() : files) writeFileSync(path.join(cwd, file), text)
  if (reverse) for (const [file] of files) utimesSync(path.join(cwd, file), 1, 1)
  const objects = { probe: { inputs: 'src/*.bpf.c', cpu: 'v3' }, other: { inputs: 'src/0.bpf.c' } }
  const file = path.join(cwd, 'bpf-linker.config.json')
  writeFileSync(file, JSON.stringify({ objects, ...config }))
  const { status, stderr } = await (from ? run(['build', '--config', file], from, env) : run(['build'], cwd, env))
  expect(status, stderr).toBe(0)
  return createHash('sha256')
    .update(readFileSync(path.join(cwd, 'dist/bpf/probe.bpf.o')))
    .digest('hex')
}

it('is the same object', async () => {
  buildCommand()
  const first = await digest({ folder: 'a' })
  const ways: Way[] = [
    { folder: 'a' },
    { folder: 'somewhere/else entirely', reverse: true },
    { folder: 'b', env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Asia/Tokyo' } },
    { folder: 'c', config: { concurrency: 1 } },
    { folder: 'd', config: { concurrency: 8 } },
    { folder: 'e', config: { isolate: false } },
    { folder: 'f', from: '/' },
    { folder: 'g', from: '/', config: { isolate: false } },
  ]
  for (const way of ways) expect(await digest(way), way.folder).toBe(first)
})
