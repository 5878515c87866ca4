/**
 * What `bpf-linker inspect` prints of an object. Pure.
 */
import { readableName } from '../object/demangled.ts'
import type { FunctionInfo, MapInfo, ObjectInfo } from '../object/types.ts'
import { columns } from './columns.ts'
import { type Paint, plain } from './paint.ts'
import { formatBytes } from './table.ts'

/** The object in sections of text; functions with their instructions when `info` has them. */
export function drawObject(name: string, info: ObjectInfo, paint: Paint = plain): string {
  const { btf } = info
  const facts = [
    formatBytes(info.size),
    `${info.endianness} endian`,
    info.license === undefined ? 'no licence' : `licence ${info.license}`,
    btf === undefined ? 'no BTF' : `${btf.typeCount} BTF types`,
  ]
  const blocks = [
    `${paint('bold', name)}: ${facts.join(', ')}`,
    block('programs', info.programs.map(functionRow), paint),
    block('subprograms', info.subprograms.map(functionRow), paint),
    block('maps', info.maps.map(mapRow), paint),
    block(
      'data',
      info.dataSections.map((d) => [d.name, `${d.size} bytes`, `${d.variables.length} variables`]),
      paint,
    ),
    block(
      'externs',
      info.externs.map((e) => [readableName(e), e.kind, e.weak ? 'weak' : '']),
      paint,
    ),
    ...[...info.programs, ...info.subprograms].map((f) => listing(f, paint)),
  ]
  return blocks.filter((text) => text !== '').join('\n\n')
}

function block(title: string, rows: readonly (readonly string[])[], paint: Paint): string {
  if (rows.length === 0) return ''
  return [paint('bold', title), ...columns(rows).map((line) => `  ${line}`)].join('\n')
}

function functionRow(info: FunctionInfo): string[] {
  const { section, instructions, location } = info
  return [
    readableName(info),
    section,
    `${instructions} instructions`,
    location ? `${location.file}:${location.line}` : '',
  ]
}

function mapRow(map: MapInfo): string[] {
  const { section, definition } = map
  const name = readableName(map)
  if (definition === undefined) return [name, section]
  const { type, keySize, valueSize, maxEntries } = definition
  return [name, section, `type ${type}`, `key ${keySize}`, `value ${valueSize}`, `max entries ${maxEntries}`]
}

/** The instructions of a function, each line of source before what was made of it. */
function listing(info: FunctionInfo, paint: Paint): string {
  const { section, disassembly } = info
  if (disassembly === undefined) return ''
  const lines = [`${paint('bold', readableName(info))} (${section})`]
  let shown = ''
  for (const { offset, text, location, symbol, demangled = symbol } of disassembly) {
    // Columns of one line have records of their own.
    const place = location === undefined ? shown : `${location.file}:${location.line}`
    if (place !== shown && location?.sourceLine !== undefined) {
      lines.push(paint('dim', `  ; ${location.sourceLine.trim()}`))
    }
    shown = place
    // Counted as the kernel's verifier does, which names instructions in its log.
    lines.push(
      `  ${String(offset / 8).padStart(5)}: ${text}${demangled === undefined ? '' : paint('cyan', `  <${demangled}>`)}`,
    )
  }
  return lines.join('\n')
}
