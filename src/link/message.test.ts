import { describe, expect, test } from 'vitest'
import { beginsLikeMessage, decodeMessage, encodeMessage, join, MessageError, ownBytes } from './message.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

describe('message frame', () => {
  test('comes back as it was sent', () => {
    const whole = join(encodeMessage({ name: 'größe', list: [1] }, [bytes(1, 2, 3), bytes(), bytes(255)]))
    expect(decodeMessage(whole)).toEqual({
      header: { name: 'größe', list: [1] },
      blobs: [bytes(1, 2, 3), bytes(), bytes(255)],
    })
  })

  test('is laid out as FORMAT.md says', () => {
    const whole = join(encodeMessage({ a: 1 }, [bytes(7)]))
    const json = '{"a":1,"blobs":[1]}'
    expect(Buffer.from(whole).toString('latin1')).toBe(`BPFJ${String.fromCharCode(json.length)}\0\0\0${json}\x07`)
  })

  test('blobs are neither copied when sent nor when received', () => {
    const blob = bytes(1, 2)
    const pieces = encodeMessage({}, [blob])
    expect(pieces.at(-1)).toBe(blob)
    const whole = join(pieces)
    expect(decodeMessage(whole).blobs[0]?.buffer).toBe(whole.buffer)
  })

  test('decodes from the middle of a larger buffer', () => {
    const message = join(encodeMessage({ a: 1 }, [bytes(9, 8)]))
    const pool = new Uint8Array(message.length + 7)
    pool.set(message, 5)
    expect(decodeMessage(pool.subarray(5, 5 + message.length)).blobs).toEqual([bytes(9, 8)])
  })

  test('ownBytes is the whole of its buffer', () => {
    const own = ownBytes(Buffer.from('abc'))
    expect([own.byteOffset, own.buffer.byteLength]).toEqual([0, 3])
  })

  test('every prefix of a message is refused, and so is anything after it', () => {
    const whole = join(encodeMessage({ a: 'ü' }, [bytes(1, 2, 3)]))
    for (let size = 0; size < whole.length; size++) {
      expect(() => decodeMessage(whole.subarray(0, size)), `${size} bytes`).toThrow(MessageError)
    }
    expect(() => decodeMessage(join([whole, bytes(0)]))).toThrow('1 bytes follow its last blob')
  })

  test.each([
    ['text', Buffer.from('hello world'), 'begins with "hello world"'],
    ['a length beyond the end', Buffer.from('BPFJ\xff\xff\xff\xff{}', 'latin1'), 'inside its JSON text'],
    ['broken JSON', frame('{"a":'), 'JSON text is broken'],
    ['invalid UTF-8', Buffer.concat([Buffer.from('BPFJ\x01\0\0\0', 'latin1'), bytes(0xff)]), 'JSON text is broken'],
    ['a list', frame('[]'), 'not an object'],
    ['null', frame('null'), 'not an object'],
    ['a negative blob', frame('{"blobs":[-1]}'), 'not a list of lengths'],
    ['a huge blob', frame('{"blobs":[9007199254740991]}'), '0 are left'],
    ['blobs that add up past the end', frame('{"blobs":[1,9007199254740991]}', 'x'), 'blob 1'],
    ['a fractional blob', frame('{"blobs":[0.5]}'), 'not a list of lengths'],
    ['blobs of no list', frame('{"blobs":3}'), 'not a list of lengths'],
  ])('refuses %s', (_, input, why) => {
    expect(() => decodeMessage(input)).toThrow(why)
  })

  test('beginsLikeMessage decides as early as it can', () => {
    expect(beginsLikeMessage(bytes())).toBe(true)
    expect(beginsLikeMessage(Buffer.from('BP'))).toBe(true)
    expect(beginsLikeMessage(Buffer.from('BX'))).toBe(false)
    expect(beginsLikeMessage(Buffer.from('BPFJ....'))).toBe(true)
  })
})

function frame(json: string, tail = ''): Buffer {
  const prefix = Buffer.from('BPFJ\0\0\0\0', 'latin1')
  prefix.writeUInt32LE(Buffer.byteLength(json), 4)
  return Buffer.concat([prefix, Buffer.from(json + tail)])
}
