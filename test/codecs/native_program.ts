/**
 * A program of C that puts random values into structs, prints what it reads back member by member, and the bytes. It runs
 * here, so its byte order is this machine's.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { PATIENCE } from '../support/patience.ts'
import { type CMember, type CStruct, type CType, declare, define } from './c_types.ts'
import { PRELUDE } from './random_structs.ts'
import type { CValue } from './values.ts'

export interface NativeCase {
  type: CStruct
  value: CValue
  bytes: Uint8Array
}

const HEAD = `#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
${PRELUDE}
static uint64_t state;
/* splitmix64: one round for each value. */
static uint64_t any(void) {
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  z ^= z >> 31;
  switch (z & 7) { case 0: return 0; case 1: return ~0ull; case 2: return z >> 56; default: return z; }
}
static void hex(const void *from, size_t size) {
  const unsigned char *bytes = from;
  for (size_t i = 0; i < size; i++) printf("%02x", bytes[i]);
  puts("");
}
`

/** What C printed of \`count\` values of each type. Types that end in a flexible array member are left to clang. */
export function runNative(file: string, types: readonly CStruct[], count: number, seed: number): NativeCase[] {
  const functions = types.map((type) => {
    let unique = 0
    const lines = statements(type, '(*p)', () => `i${unique++}`)
    const struct = declare(type, '')
    return `static void test_${type.tag}(void) {
  static ${struct} value, *p = &value;
  memset(p, 0, sizeof value);
${lines.join('\n')}
  hex(p, sizeof value);
}`
  })
  const calls = types.map(({ tag }) => `  for (int i = 0; i < ${count}; i++) test_${tag}();`)
  const main = `int main(void) {\n  state = ${seed};\n${calls.join('\n')}\n  return 0;\n}`
  writeFileSync(`${file}.c`, [HEAD, ...types.map(define), ...functions, main, ''].join('\n'))
  execFileSync('gcc', ['-O1', '-w', '-Wno-packed-bitfield-compat', '-fno-strict-aliasing', `${file}.c`, '-o', file])
  const lines = execFileSync(file, { maxBuffer: 64 << 20, timeout: PATIENCE, encoding: 'utf8' })
    .split('\n')
    .values()
  const next = () => lines.next().value as string
  return types.flatMap((type) =>
    Array.from({ length: count }, () => {
      const value = parse(type, next)
      return { type, value, bytes: Buffer.from(next(), 'hex') }
    }),
  )
}

/** C that sets a value, then prints it as it reads it. */
function statements(type: CType, place: string, name: () => string): string[] {
  switch (type.kind) {
    case 'int':
      if (type.bytes === 16) {
        return [
          `${place} = (${type.c})((unsigned __int128)any() << 64 | any());`,
          `printf("%llu %llu\\n", (u64)((unsigned __int128)${place} >> 64), (u64)${place});`,
        ]
      }
      return [`${place} = (${type.c})any();`, print(type.signed, place)]
    case 'enum':
      return [`${place} = (${type.c})any();`, print(type.signed, place)]
    case 'bool':
      return [`${place} = any() & 1;`, print(false, place)]
    case 'pointer':
      return [`${place} = (void *)any();`, print(false, place)]
    case 'float':
      return [`${place} = (double)(int64_t)any() / 4096;`, `printf("%.17g\\n", (double)${place});`]
    case 'text': {
      const i = name()
      const letters = `for (size_t ${i} = 0, end = any() % (sizeof ${place} + 1); ${i} < end; ${i}++) ${place}[${i}] = 'a' + any() % 26;`
      return [letters, `printf("%.*s\\n", (int)sizeof ${place}, ${place});`]
    }
    case 'array': {
      const i = name()
      return [`for (int ${i} = 0; ${i} < ${type.count}; ${i}++) {`, ...statements(type.of, `${place}[${i}]`, name), '}']
    }
    case 'struct':
      return type.members.flatMap((member) => statements(member.type, inside(place, member), name))
    case 'union': {
      const cases = type.members.flatMap((member, index) => [
        `case ${index}: puts("${index}");`,
        ...statements(member.type, inside(place, member), name),
        'break;',
      ])
      return [`switch (any() % ${type.members.length}) {`, ...cases, '}']
    }
  }
}

function inside(place: string, { name }: CMember): string {
  return name === undefined ? place : `${place}.${name}`
}

function print(signed: boolean, place: string): string {
  return signed ? `printf("%lld\\n", (long long)${place});` : `printf("%llu\\n", (u64)${place});`
}

function parse(type: CType, next: () => string): CValue {
  switch (type.kind) {
    case 'int':
      if (type.bytes === 16) {
        const [high = '', low = ''] = next().split(' ')
        const value = (BigInt(high) << 64n) | BigInt(low)
        return { is: 'integer', value: (type.signed ? BigInt.asIntN : BigInt.asUintN)(128, value) }
      }
      return { is: 'integer', value: BigInt(next()) }
    case 'enum':
    case 'bool':
    case 'pointer':
      return { is: 'integer', value: BigInt(next()) }
    case 'float':
      return { is: 'float', value: Number(next()) }
    case 'text':
      return { is: 'text', value: next() }
    case 'array':
      return { is: 'list', values: Array.from({ length: type.count ?? 0 }, () => parse(type.of, next)) }
    case 'struct':
      return { is: 'struct', values: type.members.map((member) => parse(member.type, next)) }
    case 'union': {
      const member = Number(next())
      return { is: 'union', member, value: parse((type.members[member] as CMember).type, next) }
    }
  }
}
