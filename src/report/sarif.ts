/**
 * Findings as SARIF 2.1.0, which code hosts show on the source line. Pure.
 *
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Diagnostic } from '../errors.ts'
import type { Rule } from '../kernel/rule.ts'

/** The diagnostics of one object, for one profile. */
export interface SarifInput {
  /** The absolute path of the object. */
  file: string
  profileName: string
  diagnostics: readonly Diagnostic[]
}

export interface SarifContext {
  version: string
  /** Every rule that may be named. */
  rules: readonly Pick<Rule, 'name' | 'summary' | 'scope'>[]
  /** Files inside are named relative to it, as code hosts want it. */
  cwd: string
}

/** The log of one run; as an object, to be written as JSON. */
export function sarifLog(inputs: readonly SarifInput[], { version, rules, cwd }: SarifContext): object {
  const indices = new Map(rules.map(({ name }, index) => [name, index]))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'bpf-linker',
            version,
            rules: rules.map(({ name, summary, scope }) => ({
              id: name,
              shortDescription: { text: summary },
              properties: { scope },
            })),
          },
        },
        originalUriBaseIds: { [ROOT]: { uri: `${pathToFileURL(cwd).href.replace(/\/$/, '')}/` } },
        artifacts: inputs.map(({ file }) => ({ location: artifactLocation(file, cwd) })),
        results: inputs.flatMap((input) =>
          input.diagnostics.map((diagnostic) => result(diagnostic, input, indices, cwd)),
        ),
      },
    ],
  }
}

/** The name that code hosts give the checkout. */
const ROOT = '%SRCROOT%'

function result(
  { severity, rule = '', message, hint, notes = [], symbol, ...place }: Diagnostic,
  { file, profileName }: SarifInput,
  indices: ReadonlyMap<string, number>,
  cwd: string,
): object {
  const index = indices.get(rule)
  const text = [message, ...notes.map((note) => note.message), ...(hint === undefined ? [] : [hint])].join('\n')
  return {
    ruleId: rule,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: severity === 'error' ? 'error' : 'warning',
    message: { text },
    locations: [
      {
        // Code hosts drop a result without a place; one of a map or of types is at the object.
        physicalLocation:
          place.file === undefined || place.line === undefined
            ? { artifactLocation: artifactLocation(place.file ?? file, cwd) }
            : { artifactLocation: artifactLocation(place.file, cwd), region: region(place) },
        ...(symbol === undefined ? {} : { logicalLocations: [{ name: symbol }] }),
      },
    ],
    properties: { object: relative(file, cwd) ?? file, profileName },
  }
}

function region({ line, column, sourceLine }: Pick<Diagnostic, 'line' | 'column' | 'sourceLine'>): object {
  return {
    startLine: line,
    ...(column === undefined ? {} : { startColumn: column }),
    ...(sourceLine === undefined ? {} : { snippet: { text: sourceLine } }),
  }
}

function artifactLocation(file: string, cwd: string): object {
  const inside = relative(file, cwd)
  if (inside === undefined) return { uri: pathToFileURL(file).href }
  return { uri: inside.split('/').map(encodeURIComponent).join('/'), uriBaseId: ROOT }
}

/** With `/`; undefined when it is not inside. */
function relative(file: string, cwd: string): string | undefined {
  const inside = path.relative(cwd, path.resolve(cwd, file))
  return inside.startsWith('..') || path.isAbsolute(inside) ? undefined : inside.replaceAll('\\', '/')
}
