import { expect, test } from 'vitest'
import { ambientText, docComment, type GeneratedModule, moduleText } from './module.ts'

const module: GeneratedModule = {
  comment: ['Types of probe.bpf.c'],
  imports: [{ from: 'bpf-linker/runtime', values: ['codec'], types: ['Codec'] }],
  parts: [
    { kind: 'types', text: 'export interface event {\n  pid: number\n}' },
    { kind: 'private', javascript: 'const size = (n) => n', typescript: 'const size = (n: number) => n' },
    { kind: 'constant', name: 'event', type: 'Codec<event>', value: "codec('event', size(4))", comment: ['An event.'] },
  ],
}

test('declarations have no values', () => {
  expect(moduleText(module, 'declarations')).toBe(`/* eslint-disable */
/** Types of probe.bpf.c */

import type { Codec } from 'bpf-linker/runtime'

export interface event {
  pid: number
}

/** An event. */
export declare const event: Codec<event>
`)
})

test('what is no file is declared by name', () => {
  expect(ambientText(module, 'virtual:bpf-linker/probe')).toBe(`declare module 'virtual:bpf-linker/probe' {
  /* eslint-disable */
  /** Types of probe.bpf.c */

  import type { Codec } from 'bpf-linker/runtime'

  export interface event {
    pid: number
  }

  /** An event. */
  export const event: Codec<event>
}
`)
})

test('TypeScript has both', () => {
  expect(moduleText(module, 'typescript')).toContain(`import { codec } from 'bpf-linker/runtime'
import type { Codec } from 'bpf-linker/runtime'

export interface event {
  pid: number
}

const size = (n: number) => n

/** An event. */
export const event: Codec<event> = codec('event', size(4))
`)
})

test('JavaScript has no types', () => {
  expect(moduleText(module, 'javascript')).toBe(`import { codec } from 'bpf-linker/runtime'

const size = (n) => n

export const event = codec('event', size(4))
`)
})

test('no text ends its comment', () => {
  expect(docComment([])).toBe('')
  expect(docComment(['a */ b'])).toBe('/** a *\\/ b */\n')
  expect(docComment(['a\nb', '', 'c '], '  ')).toBe('  /**\n   * a b\n   *\n   * c\n   */\n')
})
