/**
 * What generated code needs at run time, and what reads objects where there is no native part: published as
 * `bpf-linker/runtime`. No dependency, nothing of Node; what is not used is left out by bundlers.
 */
export {
  type Bytes,
  type Codec,
  codec,
  type Decoded,
  decode,
  decodeAll,
  type Extent,
  encode,
  encodeInto,
} from './codec.ts'
export { CodecError, type Key, within } from './codec_error.ts'
export { withRodata } from './constants.ts'
export { tagged, type WithTag } from './events.ts'
export { assertLayout, type Layout, layoutOf } from './layout.ts'
export {
  array,
  bits,
  bool,
  bytes,
  float,
  int,
  narrow,
  readSafe,
  safe,
  setBits,
  setBytes,
  setText,
  struct,
  text,
  textBytes,
  wide,
} from './scalars.ts'
export { type Alternative, alternativeOf, copy, plain } from './views.ts'
