import { expect, test } from 'vitest'
import type { ResolvedConfig } from '../settings/config.ts'
import { isOutputOf } from './outputs.ts'

test('what a build writes, and the folders that it makes, are outputs; what lies beside them is none', () => {
  const types = { folder: undefined, virtual: true, integers: 'bigint', strings: 'string' }
  const object = { id: 'a', fileName: 'a.bpf.o', emit: ['object', 'ir'], types, typesFile: '/p/src/a.bpf.d.c.ts' }
  const isOutput = isOutputOf({ outDir: '/p/dist/bpf', objects: [object] } as unknown as ResolvedConfig)
  const outputs = [
    '/p/dist',
    '/p/dist/bpf',
    '/p/dist/bpf/a.bpf.o',
    '/p/dist/bpf/a.bpf.ll',
    '/p/dist/bpf/bpf-manifest.json',
    '/p/src/a.bpf.d.c.ts',
    '/p/src/a.virtual.d.ts',
    '/p/dist/bpf/.a.bpf.o.123-0.tmp',
  ]
  const others = ['/p/src/a.bpf.c', '/p/dist/bpf/b.bpf.o', '/p/dist/a.bpf.o', '/p/dist/other', '/p/src/a.bpf.o']
  expect([...outputs, ...others].filter(isOutput)).toEqual(outputs)
})
