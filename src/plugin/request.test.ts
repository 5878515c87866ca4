import { describe, expect, it } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { MAYBE_OURS, parseRequest, sourceName } from './request.ts'

const parse = (id: string) => parseRequest(id, (file) => file.endsWith('.bpf.c'))

describe('parseRequest', () => {
  it('takes sources', () => {
    expect(parse('/p/x.bpf.c')).toEqual({ kind: 'source', file: '/p/x.bpf.c', form: 'bytes' })
    expect(parse('/p/x.bpf.c?url')).toEqual({ kind: 'source', file: '/p/x.bpf.c', form: 'url' })
  })

  it('takes objects of the config, before and after they are resolved', () => {
    const request = { kind: 'object', name: 'probe.linux-5.10', form: 'url' }
    expect(parse('virtual:bpf-linker/probe.linux-5.10?url')).toEqual(request)
    expect(parse('\0virtual:bpf-linker/probe.linux-5.10?url')).toEqual(request)
  })

  it('takes all objects of the config', () => {
    expect(parse('virtual:bpf-linker/manifest')).toEqual({ kind: 'manifest', form: 'bytes' })
    expect(parse('virtual:bpf-linker/manifest?profile=fleet&bpf-meta')).toEqual({
      kind: 'manifest',
      form: 'meta',
      profileName: 'fleet',
    })
  })

  it('leaves alone what is the bundler’s', () => {
    expect(parse('/p/x.c')).toBeUndefined()
    expect(parse('/p/x.bpf.c?raw')).toBeUndefined()
  })

  it.each(['/p/x.bpf.c?ulr', 'virtual:bpf-linker/manifest?inline'])('refuses %s by name', (id) => {
    const result = parse(id)
    if (result === undefined || !('error' in result)) throw new Error('no error')
    expect(result.error).toBeInstanceOf(BpfLinkerError)
    expect(result.error.code).toBe('IMPORT_INVALID')
    expect(result.error.message).toContain(id.replace('/p/', ''))
  })
})

describe('MAYBE_OURS', () => {
  it.each(['./x.bpf.c', '/p/x.c?url', 'virtual:bpf-linker/x', '\0virtual:bpf-linker/x?url'])('holds %s', (id) => {
    expect(MAYBE_OURS.test(id)).toBe(true)
  })
  it.each(['./x.cc', './x.c.js', './c', 'virtual:other/x'])('does not hold %s', (id) => {
    expect(MAYBE_OURS.test(id)).toBe(false)
  })
})

it('names objects after their sources', () => {
  expect(['/p/a.bpf.c', '/p/a.c', '/p/a.kern.bpf.c'].map(sourceName)).toEqual(['a', 'a', 'a.kern'])
})
