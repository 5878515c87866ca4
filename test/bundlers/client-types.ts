/** Checked by `npm run check`, never run: `bpf-linker/client` gives every form of import its type. */
/// <reference path="../../client.d.ts" />

import type man from 'virtual:bpf-linker/manifest'
import type manu from 'virtual:bpf-linker/manifest?profile=x&url'
import type objMeta from 'virtual:bpf-linker/probe?meta'
import type objMeta2 from 'virtual:bpf-linker/probe?profile=x&meta'
import type { license } from 'virtual:bpf-linker/probe?profile=x&meta'
import type objectBytes from 'virtual:bpf-linker/probe.linux-5.10'
import type objectUrl from 'virtual:bpf-linker/probe.linux-5.10?url'
import type bytes from './probe.bpf.c'
import type meta from './probe.bpf.c?meta'
import type { programs } from './probe.bpf.c?meta'
import type p2 from './probe.bpf.c?profile=fleet&inline'
import type p1 from './probe.bpf.c?profile=linux-5.10'
import type url from './probe.bpf.c?url'

type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export const types: [
  Exactly<typeof bytes, Uint8Array<ArrayBuffer>>,
  Exactly<typeof url, string>,
  Exactly<typeof objectBytes, Uint8Array<ArrayBuffer>>,
  Exactly<typeof objectUrl, string>,
  Exactly<typeof meta, import('../../src/index.ts').ObjectMeta>,
  Exactly<typeof programs, import('../../src/index.ts').ObjectMeta['programs']>,
  Exactly<typeof objMeta, import('../../src/index.ts').ObjectMeta>,
  Exactly<typeof objMeta2, import('../../src/index.ts').ObjectMeta>,
  Exactly<typeof license, string | undefined>,
  Exactly<ReturnType<(typeof man)[number]['load']>, Promise<Uint8Array<ArrayBuffer>>>,
  Exactly<(typeof manu)[number]['url'], string>,
  Exactly<typeof p1, Uint8Array<ArrayBuffer>>,
  Exactly<typeof p2, string>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true]
