/** Findings as diagnostics, the form in which the command line and every bundler show them. Pure. */
import type { Diagnostic } from '../errors.ts'
import type { ResolvedProfile } from '../settings/profile.ts'
import type { Finding } from './check.ts'

/**
 * Places are as in the object's line records; relative ones begin with `./`, for `link/places.ts` to make them the
 * user's.
 */
export function diagnosticOf(finding: Finding, profile: ResolvedProfile): Diagnostic {
  const { rule, severity, program, map, location, since, kernelSays, message, hint, guard, uncertain } = finding
  const symbol = program ?? map
  return {
    severity,
    code: 'KERNEL_RULE',
    rule,
    message: `${message} (${rule}, ${profile.name})`,
    hint,
    ...(symbol === undefined ? {} : { symbol }),
    ...(location === undefined ? {} : placeOf(location)),
    notes: [
      ...(kernelSays === '' ? [] : [note(`Linux ${profile.kernel} says: ${kernelSays}`)]),
      ...(since === undefined ? [] : [note(`Linux ${since} and later take it`)]),
      ...(guard === undefined ? [] : [note(`only a warning: whether a kernel sees it depends on ${guard}`)]),
      ...(uncertain === true ? [note('only a warning: whether a kernel comes there depends on values')] : []),
    ],
  }
}

function placeOf({ file, line, column, sourceLine }: NonNullable<Finding['location']>): Partial<Diagnostic> {
  return {
    file: /^(?:[\\/.]|[A-Za-z]:)/.test(file) ? file : `./${file}`,
    ...(line === 0 ? {} : { line }),
    ...(column === 0 ? {} : { column }),
    ...(sourceLine === undefined ? {} : { sourceLine }),
  }
}

function note(message: string): Diagnostic {
  return { severity: 'note', code: 'KERNEL_RULE', message }
}
