/** Tells of a build: to people on standard error, or as one JSON document on standard output. */
import path from 'node:path'
import type { BuiltObject, FailedObject } from '../engine/built_object.ts'
import { failureOf } from '../engine/failure.ts'
import type { BuildOutcome } from '../engine/run_build.ts'
import { summaryOf } from '../engine/summary.ts'
import { drawDiagnostics } from '../report/diagnostics.ts'
import { errorDocument } from '../report/json.ts'
import { paintFor } from '../report/paint.ts'
import { drawLines, drawTable, formatTime, type SummaryRow } from '../report/table.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import { exitStatus } from './failure.ts'
import { type BuildReport, LOG_LEVELS, type LogLevel } from './log_level.ts'

/** Prints; returns the exit status. */
export function reportBuild(outcome: BuildOutcome, config: ResolvedConfig, report: BuildReport): number {
  const { built, failed, dependencies } = outcome
  const failure = failed.length === 0 ? undefined : failureOf(failed, built.length + failed.length, dependencies)
  if (report.json) {
    const document = {
      ok: failure === undefined,
      ...(failure === undefined ? {} : { error: errorDocument(failure), diagnostics: failure.diagnostics }),
      outDir: config.outDir,
      objects: inOrder(outcome, config).map(objectDocument),
      dependencies,
    }
    process.stdout.write(`${JSON.stringify(document, null, report.watching ? 0 : 2)}\n`)
  } else {
    const text = buildText(outcome, config, report.level)
    if (text !== '') process.stderr.write(`${text}\n`)
  }
  return failure === undefined ? 0 : exitStatus(failure.code)
}

function buildText(outcome: BuildOutcome, config: ResolvedConfig, level: LogLevel): string {
  const { built, failed } = outcome
  const rank = LOG_LEVELS.indexOf(level)
  const paint = paintFor(process.stderr)
  const draw = { paint, cwd: process.cwd() }
  const warnings = built.flatMap(({ diagnostics }) => diagnostics)
  const errors = failed.length === 0 ? [] : failureOf(failed, built.length + failed.length, []).diagnostics
  const shown = distinct([...warnings, ...errors]).filter((d) => rank >= (d.severity === 'error' ? 1 : 2))
  const blocks = shown.length === 0 ? [] : [drawDiagnostics(shown, draw)]
  if (rank >= LOG_LEVELS.indexOf('debug')) blocks.push(...built.map(timingText))
  if (rank >= LOG_LEVELS.indexOf('info')) {
    const rows = inOrder(outcome, config).map((object) => rowOf(object, config.outDir))
    // A log (CI, a pipe) gets lines that stand alone, a terminal the table.
    blocks.push(process.stderr.isTTY && !process.env.CI ? drawTable(rows, paint) : drawLines(rows))
  }
  return blocks.join('\n')
}

/** Failed and built, in the config's order. */
function inOrder({ built, failed }: BuildOutcome, config: ResolvedConfig): (BuiltObject | FailedObject)[] {
  const all = new Map([...built, ...failed].map((object) => [object.id, object]))
  return config.objects.flatMap(({ id }) => all.get(id) ?? [])
}

function rowOf(object: BuiltObject | FailedObject, outDir: string): SummaryRow {
  if ('error' in object) return { object: object.id, profileName: object.profileName, made: undefined }
  return { object: path.relative(outDir, object.file), profileName: object.profileName, made: summaryOf(object) }
}

function objectDocument(object: BuiltObject | FailedObject): object {
  const { name, id, profileName } = object
  if ('error' in object) return { ok: false, name, id, profileName, error: errorDocument(object.error) }
  const { file, sha256, bytes, info, inputs, dependencies, diagnostics, timings, milliseconds, artifacts, cached } =
    object
  return {
    ok: true,
    ...{ name, id, profileName, file, sha256, size: bytes.byteLength, cached },
    programs: info.programs.map((p) => ({ name: p.name, section: p.section, instructions: p.instructions })),
    ...{ findings: object.findings, requirements: object.requirements },
    maps: info.maps.map((m) => ({ name: m.name, section: m.section })),
    artifacts: artifacts.map(({ kind, file }) => ({ kind, file })),
    types: object.types.map(({ file }) => file),
    ...{ inputs, dependencies, diagnostics, timings, milliseconds },
  }
}

function timingText({ id, timings }: BuiltObject): string {
  return `${id}: ${timings.map((t) => `${t.phase} ${formatTime(t.milliseconds)}`).join(', ')}`
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}
