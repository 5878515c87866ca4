/** Objects as assets of Rollup, Rolldown and Vite, which put an address in the place of an expression. */

import type { PluginContext } from '../context.ts'
import { type EmitAddress, FOR_BROWSERS, noFilesError } from '../forms.ts'
import { parseRequest } from '../request.ts'
import type { RollupHost } from './host.ts'
import { errorToRollupMessage } from './messages.ts'

/** Formats whose files know where they are, in Node. */
const FORMATS_OF_FILES: ReadonlySet<string> = new Set(['es', 'cjs'])

/** The expression that all three hosts replace with an asset's address, as their options want it. */
export function emitWithHost(host: RollupHost): EmitAddress {
  return ({ fileName, bytes }) =>
    `import.meta.ROLLUP_FILE_URL_${host.emitFile({ type: 'asset', name: fileName, source: bytes })}`
}

/** An error for the first import with `?path`, if the output's files cannot know where they are. */
export function checkFormat(host: RollupHost, { options, place }: PluginContext, format: string): void {
  if (FORMATS_OF_FILES.has(format)) return
  for (const id of host.getModuleIds()) {
    const request = parseRequest(id, options.isSource)
    if (request === undefined || 'error' in request || request.kind === 'manifest') continue
    if (request.form === 'path') host.error(errorToRollupMessage(noFilesError(request, FOR_BROWSERS), place.root))
  }
}
