import { endianness } from 'node:os'
import { kernel, maps, programs } from '../bpf/deny.bpf.c?meta'
import address from '../bpf/deny.bpf.c?path'

/**
 * Where the BPF object is: a `file:` address, beside this module wherever it is installed.
 * @type {string}
 */
export const objectAddress = address

/**
 * The names in it that a loader asks for.
 * @type {{ program: string, map: string }}
 */
export const names = { program: nameOf(programs), map: nameOf(maps) }

/**
 * The oldest Linux that takes it.
 * @type {string | undefined}
 */
export const leastKernel = kernel

/**
 * The map's key for a network.
 * @param {string} network `192.0.2.0/24`
 * @returns {Uint8Array}
 * @throws {RangeError} for what is no IPv4 network
 */
export function encodeNetwork(network) {
  const [, a, b, c, d, length] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(network) ?? []
  const bytes = [a, b, c, d].map(Number)
  const prefix = Number(length)
  if (!(prefix <= 32) || !bytes.every((byte) => byte <= 255)) throw new RangeError(`no IPv4 network: ${network}`)
  const key = new Uint8Array(8)
  // The length is a number of this machine, the address is in the order of the network.
  new DataView(key.buffer).setUint32(0, prefix, endianness() === 'LE')
  key.set(bytes, 4)
  return key
}

/** @param {{ name: string }[]} list */
function nameOf([only]) {
  if (only === undefined) throw new Error('the object is empty')
  return only.name
}
