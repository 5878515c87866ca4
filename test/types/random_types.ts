/**
 * Random types of C, spread over several files: every kind that BTF has, cycles
 * through pointers, and, now and then, two types of one name that differ.
 */

/** A small generator with a seed (mulberry32), so that a failure can be run again. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

interface RandomType {
  keyword: 'struct' | 'union' | 'enum' | 'typedef'
  name: string
  /** How a declaration names it. */
  use: string
  /** The definition; the variant differs in one member and is what files with a conflict have. */
  definition: string
  variant: string
  /** Types that must be defined before it. */
  needs: number[]
}

/** `struct declared` is defined nowhere. */
const KINDS = ['struct', 'struct', 'struct', 'struct', 'struct', 'union', 'enum', 'array', 'function'] as const

const INTEGERS = ['char', 'unsigned char', 'short', 'int', 'unsigned int', 'long', 'unsigned long', '_Bool', 'float']

export interface RandomGraph {
  seed: number
  /** How many types, over how many files. */
  types: number
  files: number
  /** Whether files may have types of one name that differ. */
  conflicts: boolean
}

/** The sources. Each defines a variable and a function for every type that it has. */
export function randomSources({ seed, types: count, files, conflicts }: RandomGraph): string[] {
  const random = generator(seed)
  const types: RandomType[] = []
  // Pointers may lead to any of these, whether it comes before or after.
  const pointees = ['struct declared']
  const kinds = Array.from({ length: count }, () => KINDS[random(KINDS.length)] ?? 'struct')
  for (const [i, kind] of kinds.entries()) {
    if (kind === 'struct' || kind === 'union') pointees.push(`${kind} t${i}`)
  }
  for (const [i, kind] of kinds.entries()) types.push(randomType(i, kind, types, random, pointees))
  const declarations = pointees.map((use) => `${use};`)
  return Array.from({ length: files }, (_, file) => {
    const chosen = new Set<number>()
    const choose = (i: number): void => {
      if (chosen.has(i)) return
      chosen.add(i)
      for (const needed of types[i]?.needs ?? []) choose(needed)
    }
    for (let i = 0; i < count; i++) if (random(3) === 0) choose(i)
    const lines = [...declarations]
    for (const [i, type] of types.entries()) {
      if (!chosen.has(i)) continue
      lines.push(conflicts && random(8) === 0 ? type.variant : type.definition)
      lines.push(`${type.use} variable_${file}_${i};`)
      lines.push(
        `__attribute__((noinline)) int function_${file}_${i}(${type.use} *value, int n) { return value ? n : ${file}; }`,
      )
    }
    lines.push('char _license[] __attribute__((section("license"))) = "GPL";')
    return `${lines.join('\n')}\n`
  })
}

function randomType(
  i: number,
  kind: (typeof KINDS)[number],
  before: RandomType[],
  random: (below: number) => number,
  pointees: string[],
): RandomType {
  const needs: number[] = []
  const name = `t${i}`
  if (kind === 'enum') {
    // Values beyond 32 bits make it a 64-bit enum.
    const values = (first: string) => `enum ${name} { ${name}_a = ${first}, ${name}_b = ${i} };`
    const first = random(2) === 0 ? '-1' : '0x100000000ull'
    return { keyword: 'enum', name, use: `enum ${name}`, definition: values(first), variant: values('7'), needs }
  }
  if (kind === 'function' || (kind === 'array' && before.length === 0)) {
    const target = pointer(random, pointees)
    const typedefs = (parameter: string) => `typedef int (*${name})(${target} *a, ${parameter} b);`
    return { keyword: 'typedef', name, use: name, definition: typedefs('long'), variant: typedefs('short'), needs }
  }
  if (kind === 'array') {
    const of = random(before.length)
    needs.push(of)
    const typedefs = (size: number) => `typedef ${before[of]?.use} ${name}[${size}];`
    return { keyword: 'typedef', name, use: name, definition: typedefs(2), variant: typedefs(3), needs }
  }
  const keyword = kind
  const members = Array.from({ length: 1 + random(6) }, (_, m) => member(`m${m}`, before, needs, random, pointees))
  const tag = random(6) === 0 ? ` __attribute__((btf_decl_tag("type-${random(2)}")))` : ''
  const definition = (more: string) => `${keyword} ${name} { ${members.join(' ')}${more} }${tag};`
  return {
    keyword,
    name,
    use: `${keyword} ${name}`,
    definition: definition(''),
    variant: definition(' int more;'),
    needs,
  }
}

function pointer(random: (below: number) => number, pointees: string[]): string {
  return pointees[random(pointees.length)] ?? 'struct declared'
}

function member(
  name: string,
  before: RandomType[],
  needs: number[],
  random: (below: number) => number,
  pointees: string[],
): string {
  const integer = INTEGERS[random(INTEGERS.length)] ?? 'int'
  switch (random(12)) {
    case 0:
      return `unsigned ${name} : ${1 + random(31)};`
    case 1:
      return `${integer} ${name}[${1 + random(4)}][2];`
    case 2:
      return `${pointer(random, pointees)} *${name};`
    case 3:
      return `const ${pointer(random, pointees)} *volatile ${name};`
    case 4:
      return `${integer} *restrict ${name};`
    case 5:
      return `void (*${name})(${pointer(random, pointees)} *, ${integer});`
    case 6:
      return `${pointer(random, pointees)} __attribute__((btf_type_tag("tag-${random(2)}"))) *${name};`
    case 7:
      return `${integer} ${name} __attribute__((btf_decl_tag("member-${random(2)}")));`
    case 8:
      return `struct { ${integer} ${name}_a; union { long ${name}_b; ${pointer(random, pointees)} *${name}_c; }; };`
    case 9:
    case 10: {
      if (before.length === 0) return `${integer} ${name};`
      const of = random(before.length)
      needs.push(of)
      return `${before[of]?.use} ${name};`
    }
    default:
      return `const ${integer} ${name};`
  }
}
