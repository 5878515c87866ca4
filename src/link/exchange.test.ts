import { describe, expect, test } from 'vitest'
import { BpfLinkerError } from '../errors.ts'
import { JOB_FORMAT } from '../settings/job.ts'
import { decodeResponse, describeInputs, encodeRequest } from './exchange.ts'
import { decodeMessage, encodeMessage, join } from './message.ts'

const from = {
  packageVersion: '1.2.3',
  nativeFile: '/app/node_modules/@bpf-linker/linux-x64/bpf-linker',
  overridden: false,
}
const head = { format: JOB_FORMAT, package: '1.2.3', llvm: '22.1.8', ok: true }

function respond(header: object, blobs: Uint8Array[] = []) {
  return decodeResponse(join(encodeMessage(header, blobs)), from)
}

function failure(run: () => unknown): BpfLinkerError {
  try {
    run()
  } catch (error) {
    if (error instanceof BpfLinkerError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('request', () => {
  test('carries inputs from memory as blobs and files as paths', () => {
    const bytes = Uint8Array.from([0x42, 0x43])
    const request = encodeRequest(
      {
        action: 'link',
        workingDirectory: '/app',
        inputs: [{ path: 'a.c' }, { name: 'b.bc', bytes, mayLackBitcode: true }],
        emit: [{ kind: 'object' }],
      },
      { packageVersion: '1.2.3', headerDirectory: '/headers' },
    )
    const { header, blobs } = decodeMessage(join(request))
    expect(header).toEqual({
      format: JOB_FORMAT,
      package: '1.2.3',
      headerDirectory: '/headers',
      action: 'link',
      workingDirectory: '/app',
      inputs: [{ path: 'a.c' }, { name: 'b.bc', blob: 0, mayLackBitcode: true }],
      emit: [{ kind: 'object' }],
    })
    expect(blobs).toEqual([bytes])
  })

  test('names inputs shortly', () => {
    const inputs = ['a', 'b', 'c', 'd', 'e'].map((path) => ({ path }))
    expect(describeInputs(inputs)).toBe('a, b, c and 2 more')
    expect(describeInputs(inputs.slice(0, 4))).toBe('a, b, c, d')
    expect(describeInputs([{ name: 'x.bc', bytes: new Uint8Array() }])).toBe('x.bc')
  })
})

describe('response', () => {
  test('has artifacts that own their whole buffer', () => {
    const { artifacts, ok, llvm } = respond(
      {
        ...head,
        artifacts: [
          { kind: 'object', blob: 1 },
          { kind: 'ir', path: '/out.ll', size: 9 },
        ],
      },
      [new Uint8Array(5), Uint8Array.from([1, 2, 3])],
    )
    expect({ ok, llvm }).toEqual({ ok: true, llvm: '22.1.8' })
    expect(artifacts[0]?.bytes?.buffer.byteLength).toBe(3)
    expect(artifacts[1]).toEqual({ kind: 'ir', path: '/out.ll', size: 9 })
  })

  test('is not ok unless it says so', () => {
    expect(respond({ ...head, ok: 'yes' }).ok).toBe(false)
  })

  test('of another version is refused with both versions and the remedy', () => {
    const error = failure(() => respond({ ...head, package: '1.2.2' }))
    expect(error.code).toBe('NATIVE_VERSION')
    expect(error.message).toContain(`${from.nativeFile} is of bpf-linker 1.2.2`)
    expect(error.message).toContain('the package is 1.2.3')
    expect(error.hint).toContain('node_modules')
    const other = failure(() =>
      decodeResponse(join(encodeMessage({ ...head, package: '9' }, [])), { ...from, overridden: true }),
    )
    expect(other.hint).toContain('unset BPF_LINKER_NATIVE_PATH')
    expect(failure(() => respond({ ...head, format: JOB_FORMAT + 1 })).code).toBe('NATIVE_VERSION')
  })

  test.each([
    ['an artifact in a blob that is not there', { ...head, artifacts: [{ kind: 'object', blob: 0 }] }, 'blob 0 of 0'],
    ['an artifact that is nowhere', { ...head, artifacts: [{ kind: 'object' }] }, 'neither blob nor path'],
    ['diagnostics that are no list', { ...head, diagnostics: {} }, '"diagnostics" is not a list'],
  ])('with %s is refused', (_, header, why) => {
    const error = failure(() => respond(header))
    expect([error.code, error.message]).toEqual(['JOB_INVALID', expect.stringContaining(why)])
  })

  test('that is no message names the file that gave it', () => {
    const error = failure(() => decodeResponse(Buffer.from('usage: ld'), from))
    expect(error.message).toBe(
      `${from.nativeFile} gave an answer that is no job response: it begins with "usage: ld" instead of "BPFJ" and a length`,
    )
  })
})
