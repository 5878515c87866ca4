/**
 * Interfaces beside C: what the generated text says of the size of each struct and the place of each member, put to clang
 * as assertions on the C declarations that bpftool makes of the same object.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { generateModule } from '../../src/codegen/generate.ts'
import { moduleText } from '../../src/codegen/module.ts'
import { BpfLinkerError, link } from '../../src/index.ts'
import { PATIENCE } from '../support/patience.ts'
import { corpusCases, type KernelSources, kernelSources } from './kernel_sources.ts'
import { refused } from './refused.ts'

interface Interface {
  /** `struct event`, or a typedef's name. */
  type: string
  size: number
  members: { name: string; byte: number }[]
}

const HEAD = /^(?:\/\*\*| \*) (struct|union) (\S+), (\d+) bytes?(?: \*\/)?$/
const MEMBER_PLACE = / at byte (\d+)(?: \*\/)?$/

/** Every interface of the text whose type has a name in C. */
export function interfacesOf(text: string): Interface[] {
  const found: Interface[] = []
  let head: RegExpExecArray | null = null
  let current: Interface | undefined
  let byte: number | undefined
  for (const line of text.split('\n')) {
    const start = /^export interface (\w+) \{/.exec(line)
    if (start?.[1] !== undefined && head !== null) {
      const [, kind, tag, size] = head
      // Without a tag it is named by a typedef, or by us.
      current = { type: tag === '{' ? start[1] : `${kind} ${tag}`, size: Number(size), members: [] }
      found.push(current)
    } else if (line === '}' || line === '') {
      current = undefined
    }
    head = HEAD.exec(line.replace(' { … }', ' {')) ?? (line.startsWith(' *') || line.startsWith('/**') ? head : null)
    const place = MEMBER_PLACE.exec(line)
    if (place !== null) byte = Number(place[1])
    const member = /^ {2}(?:readonly )?(\w+): /.exec(line)
    if (member?.[1] === undefined) continue
    if (current !== undefined && byte !== undefined) current.members.push({ name: member[1], byte })
    byte = undefined
  }
  return found
}

/** The interfaces whose type the declarations of bpftool have under that name, and have once. */
export function comparable(interfaces: readonly Interface[], header: string): Interface[] {
  const inHeader = ({ type }: Interface) =>
    type.includes(' ') ? header.includes(`${type} {`) : new RegExp(`^\\} ${type};`, 'm').test(header)
  const isOnly = ({ type }: Interface) => interfaces.filter((each) => each.type === type).length === 1
  return interfaces.filter((each) => inHeader(each) && isOnly(each))
}

/** The same as C. */
export function assertionsOf(interfaces: readonly Interface[]): string[] {
  return interfaces.flatMap(({ type, size, members }) => [
    `_Static_assert(sizeof(${type}) == ${size}, "size of ${type}");`,
    ...members.map(
      ({ name, byte }) => `_Static_assert(__builtin_offsetof(${type}, ${name}) == ${byte}, "${type} ${name}");`,
    ),
  ])
}

/** What clang says against the assertions. */
export function judge(header: string, assertions: readonly string[], file: string): string {
  writeFileSync(file, [header, ...assertions, ''].join('\n'))
  const { stderr } = spawnSync('clang-22', ['-target', 'bpf', '-fsyntax-only', '-w', '-ferror-limit=0', file], {
    encoding: 'utf8',
  })
  return stderr
}

async function generated(inputs: string[], sources: KernelSources, object: string): Promise<string | undefined> {
  try {
    const { info } = await link({
      inputs,
      outFile: object,
      includeDirs: sources.includeDirs,
      defines: sources.defines,
      cflags: ['-w', '-idirafter', '/usr/include', '-idirafter', '/usr/include/x86_64-linux-gnu'],
      inspect: { types: true },
      timeout: PATIENCE,
    })
    return moduleText(generateModule(info, { of: object }), 'declarations')
  } catch (error) {
    if (error instanceof BpfLinkerError && error.code === 'COMPILE_ERROR') return undefined
    throw error
  }
}

/** @param step every how many-th program, from `first` on */
export function interfaceSuite(step: number, first = 0): void {
  const sources = kernelSources()
  const folder = mkdtempSync(join(tmpdir(), 'bpf-linker-interfaces-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const tally = { objects: 0, interfaces: 0, compared: 0, assertions: 0 }

  describe('interfaces beside bpftool and clang', () => {
    it.concurrent.each(corpusCases(sources, step, first))('$name', async ({ inputs, name }) => {
      const own = join(folder, name.replaceAll(/\W+/g, '_'))
      mkdirSync(own)
      const object = join(own, 'probe.o')
      const text = await generated(inputs, sources, object)
      if (text === undefined) {
        expect(refused).toHaveProperty([name])
        return
      }
      const header = execFileSync('bpftool', ['btf', 'dump', 'file', object, 'format', 'c'], { encoding: 'utf8' })
      const interfaces = interfacesOf(text)
      const compared = comparable(interfaces, header)
      const assertions = assertionsOf(compared)
      expect(judge(header, assertions, join(own, 'assert.c'))).toBe('')
      tally.objects++
      tally.interfaces += interfaces.length
      tally.compared += compared.length
      tally.assertions += assertions.length
    })

    it('there was much to compare', () => {
      console.log('interfaces:', JSON.stringify(tally))
      expect(tally.assertions).toBeGreaterThan(tally.objects * 5)
      // The others are anonymous in C, and named by us after their place; or there are two of that name.
      expect(tally.compared).toBeGreaterThan(tally.interfaces * 0.85)
    })
  })
}
