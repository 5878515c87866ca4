import { describe, expect, it } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { errorNews, errorsOf } from './link_errors.ts'
import { error, first, second } from './testing/diagnostics.ts'

describe('errorsOf', () => {
  it('is every error, and the error itself where it is no job’s', () => {
    expect(errorsOf(error)).toEqual([first, second])
    const crash = new BpfLinkerError('JOB_CRASHED', 'crashed', { hint: 'report it' })
    expect(errorsOf(crash)).toEqual([{ severity: 'error', code: 'JOB_CRASHED', message: 'crashed', hint: 'report it' }])
  })
})

describe('errorNews', () => {
  it('is what was not told yet, and never nothing', () => {
    expect(errorNews(error, { news: (all) => all.slice(1) })).toEqual([second])
    expect(errorNews(error, { news: () => [] })).toEqual([
      { severity: 'error', code: 'COMPILE_ERROR', message: `${first.message} (see above)` },
    ])
  })
})
