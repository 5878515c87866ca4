/** Checked by `npm run check`, never run: `bpf-linker/client` gives every form of import its type. */
/// <reference path="../../client.d.ts" />

import type objectBytes from 'virtual:bpf-linker/probe.linux-5.10'
import type objectUrl from 'virtual:bpf-linker/probe.linux-5.10?url'
import type bytes from './probe.bpf.c'
import type url from './probe.bpf.c?url'

type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export const types: [
  Exactly<typeof bytes, Uint8Array<ArrayBuffer>>,
  Exactly<typeof url, string>,
  Exactly<typeof objectBytes, Uint8Array<ArrayBuffer>>,
  Exactly<typeof objectUrl, string>,
] = [true, true, true, true]
