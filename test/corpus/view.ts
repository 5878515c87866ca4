/** An object as LLVM's tools show it, in a form that can be compared. */
import { execFileSync } from 'node:child_process'

export interface ObjectView {
  /** Names of the sections that hold code or data, sorted. */
  sections: string[]
  /** Visible functions and variables as `section name`, sorted. */
  visible: string[]
  /** Instructions and relocations of each section of code. */
  code: Map<string, string>
  /** Names that are used and not defined. */
  undefinedNames: string[]
}

export function viewObject(path: string): ObjectView {
  const sectionNames = new Map<string, string>()
  for (const [, index = '', name = '', type = ''] of tool('llvm-readelf-22', ['-SW', path]).matchAll(
    /^ *\[ *(\d+)\] (\S+) +(\S+)/gm,
  )) {
    if (type === 'PROGBITS' || type === 'NOBITS') sectionNames.set(index, name)
  }
  const visible: string[] = []
  const undefinedNames: string[] = []
  for (const line of tool('llvm-readelf-22', ['-sW', path]).split('\n')) {
    const [, binding, index = '', name = ''] = /^ *\d+: \w+ +\S+ \w+ +(\w+) +\w+ +(\S+) (.+)$/.exec(line) ?? []
    if (binding !== 'GLOBAL' && binding !== 'WEAK') continue
    if (index === 'UND') undefinedNames.push(name)
    else visible.push(`${sectionNames.get(index) ?? index} ${name}`)
  }
  return {
    sections: [...sectionNames.values()].filter((name) => !/^\.(debug|BTF|llvm|strtab)/.test(name)).sort(),
    visible: visible.sort(),
    code: code(path),
    undefinedNames: undefinedNames.sort(),
  }
}

/**
 * The text of each section; addresses count from its start, so they are
 * comparable. Numbers of BTF types are not: ours come after merging and
 * dropping. What a number stands for is in the relocation's text.
 */
function code(path: string): Map<string, string> {
  const text = tool('llvm-objdump-22', ['-d', '-r', '--no-show-raw-insn', path])
  const sections = new Map<string, string>()
  for (const part of text.split('Disassembly of section ').slice(1)) {
    const end = part.indexOf(':\n')
    sections.set(part.slice(0, end), withoutTypeNumbers(part.slice(end + 2).trim()))
  }
  return sections
}

/** Of CO-RE relocations, and of the instructions whose immediate is a type's number. */
export function withoutTypeNumbers(disassembly: string): string {
  return disassembly
    .replace(/= \S+( ll)?(\n.*CO-RE <(?:local|target)_type_id> )/g, '= TYPE$1$2')
    .replace(/(CO-RE <\w+>) \[\d+\]/g, '$1')
}

function tool(command: string, args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 256 << 20 })
}
