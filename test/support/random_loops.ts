/** Programs whose loops end for reasons that a compiler must look for: the same ones for the same seed. */

import { generator } from '../types/random_types.ts'

export interface RandomLoop {
  kind: 'steps of a counter' | 'volatile counter' | 'walk over a table' | 'state machine'
  /** Statements that read and change `sum` and `last`, the bytes `data[8]` and the words `table[16]`. */
  body: string
}

const kinds: RandomLoop['kind'][] = ['steps of a counter', 'volatile counter', 'walk over a table', 'state machine']

/** `count` of them, of each kind in turn. */
export function randomLoops(seed: number, count: number): RandomLoop[] {
  const below = generator(seed)
  return Array.from({ length: count }, (_, i) => {
    const kind = kinds[i % kinds.length] as RandomLoop['kind']
    return { kind, body: bodies[kind](below) }
  })
}

type Below = (limit: number) => number

const pick = (below: Below, ...of: string[]): string => of[below(of.length)] as string

const work = (below: Below): string =>
  pick(
    below,
    'sum = sum * 31 + i;',
    'sum += data[i & 7];',
    'sum ^= i << 3; sum += data[2];',
    'if (data[i & 7] & 2) sum += i;',
    'sum += last; last = sum & 255;',
  )

const leave = (below: Below): string =>
  `if (i ${pick(below, '==', '==', '>')} ${4 + below(14)}) ${pick(below, 'break;', '{ sum += 5; break; }', 'return sum & 0xfff;')}
    asm volatile("" ::: "memory");`

const bodies: Record<RandomLoop['kind'], (below: Below) => string> = {
  'steps of a counter': (below) => `
  for (__u32 i = ${below(3)};;) {
    i ${pick(below, '+=', '+=', '^=')} data[${pick(below, '3', 'i & 7')}] & ${1 + below(3)} ? ${1 + below(5)} : ${1 + below(9)};
    ${work(below)}
    ${Array.from({ length: 1 + below(4) }, () => leave(below)).join('\n    ')}
    if (i > ${10 + below(10)})
      break;
    ${work(below)}
  }`,
  'volatile counter': (below) => `
  volatile __u64 i = ${below(3)};
  while (i < ${3 + below(20)}) {
    ${work(below)}
    i ${pick(below, '++', '+= 1 + (data[1] & 1)')};
    ${pick(below, '', 'if (sum == 77) break;')}
  }`,
  'walk over a table': (below) => `
  __u32 n = 1 + (data[0] & ${pick(below, '7', '15')}), i = 0;
  asm volatile("" : "+r"(n));
  do {
    ${pick(below, 'sum = sum * 31 + table[i];', 'table[i] += i; sum += table[i & 3];')}
    ${work(below)}
    ${pick(below, '', 'if (sum & 64) continue;')}
    ${pick(below, '', 'table[i] += 3;')}
  } while (++i < n);`,
  'state machine': (below) => `
  __u32 state = 0;
  for (__u32 i = ${below(2)}; i < ${5 + below(30)};) {
    state = state == 0 ? (data[i & 7] & 1 ? 1 : 2) : state == 1 ? 3 : state + 1;
    ${work(below)}
    if (state == ${3 + below(4)})
      break;
    i += ${pick(below, '1', '1 + (data[2] & 1)', 'state')};
  }`,
}
