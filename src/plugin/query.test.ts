import { describe, expect, it } from 'vitest'
import { parseQuery } from './query.ts'

describe('parseQuery', () => {
  it.each([
    ['', { form: 'bytes' }],
    ['?url', { form: 'url' }],
    ['?meta', { form: 'meta' }],
    ['?inline', { form: 'inline' }],
    ['?path', { form: 'path' }],
    ['?profile=linux-5.10', { form: 'bytes', profileName: 'linux-5.10' }],
    ['?profile=fleet&bpf-url', { form: 'url', profileName: 'fleet' }],
    ['?profile=fleet&bpf-bytes', { form: 'bytes', profileName: 'fleet' }],
    ['?bpf-meta&profile=fleet', { form: 'meta', profileName: 'fleet' }],
    ['?bpf-inline', { form: 'inline' }],
    ['?bpf-bytes', { form: 'bytes' }],
    // What dev servers add.
    ['?import', { form: 'bytes' }],
    ['?t=1700000000000&url', { form: 'url' }],
  ])('%s', (query, ask) => {
    expect(parseQuery(query)).toEqual(ask)
  })

  it.each([
    ['?ulr', 'there is no such form', "did you mean 'url'?"],
    ['?bfp-url', 'there is no such form', "did you mean 'bpf-url'?"],
    ['?bytes', 'there is no such form', 'without a form an import is the bytes'],
    ['?sourcemap', 'there is no such form', '?profile=NAME'],
    ['?url&inline', 'it can have only one form', '?profile=NAME'],
    ['?url&url', 'it can have only one form', '?profile=NAME'],
    ['?url&bpf-url', 'it can have only one form', '?profile=NAME'],
    ['?profile=fleet&url', "behind a profile 'url' is written 'bpf-url'", 'write ?profile=fleet&bpf-url'],
    ['?meta&profile=fleet', "behind a profile 'meta' is written 'bpf-meta'", 'write ?profile=fleet&bpf-meta'],
    ['?url=1', "'url' takes no value", '?profile=NAME'],
    ['?profile=a&profile=b', 'it can be for only one profile', '?profile=NAME'],
    ['?profile', 'it names no profile', '?profile=linux-5.10'],
    ['?profile=&url', 'it names no profile', '?profile=linux-5.10'],
  ])('refuses %s', (query, problem, hint) => {
    expect(parseQuery(query)).toEqual({ problem, hint: expect.stringContaining(hint) })
  })

  it('takes the attribute that says what is given anyway', () => {
    expect(parseQuery('', { type: 'bytes' })).toEqual({ form: 'bytes' })
    expect(parseQuery('?profile=fleet', { type: 'bytes' })).toEqual({ form: 'bytes', profileName: 'fleet' })
  })

  it('refuses other attributes', () => {
    expect(parseQuery('', { type: 'json' })).toMatchObject({ problem: "it cannot be of type 'json'" })
    expect(parseQuery('?url', { type: 'bytes' })).toMatchObject({ problem: '?url does not give bytes' })
  })

  it('leaves the text of a source to the bundler', () => {
    expect(parseQuery('?raw')).toBeUndefined()
  })
})
