/** `bpf-linker cache`: where results of links are kept, and how much; `cache clean` removes them. */
import { loadConfig } from '../config/load_config.ts'
import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import { type CommandSpec, parseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { printJson } from './print_json.ts'
import { SELECTION_FLAGS } from './selection_flags.ts'

const spec = {
  name: 'cache',
  positionals: '[clean]',
  atLeast: 0,
  atMost: 1,
  description: 'show where results of links are kept, and how much; or remove them',
  flags: {
    config: SELECTION_FLAGS.config,
    json: SELECTION_FLAGS.json,
  },
} satisfies CommandSpec

export const command: Command = {
  spec,
  async run(args) {
    const { flags, positionals } = parseArguments(args, spec)
    const [action] = positionals
    if (action !== undefined && action !== 'clean') {
      const hint = suggestion(action, ['clean'])
      throw new BpfLinkerError('USAGE', `bpf-linker cache cannot '${action}'`, { hint })
    }
    const { cache } = await loadConfig({ configFile: flags.config, allowEmpty: true })
    const { folder, maxSize } = cache
    const { cacheStatus, cleanCache } = await import('../link/cache/trim.ts')
    const { objects, size } = folder === undefined ? { objects: 0, size: 0 } : cacheStatus(folder)
    if (action === 'clean' && folder !== undefined) clean(folder, cleanCache)
    if (flags.json) {
      const document = { ok: true, folder: folder ?? null, objects, size, maxSize, cleaned: action === 'clean' }
      printJson(document)
      return 0
    }
    const { formatBytes } = await import('../report/table.ts')
    const held = `${objects} ${objects === 1 ? 'object' : 'objects'}, ${formatBytes(size)}`
    const text =
      folder === undefined
        ? 'nothing is kept: the config says so, or there is no package.json'
        : action === 'clean'
          ? `${folder}: removed ${held}`
          : `${folder}: ${held} of at most ${formatBytes(maxSize)}`
    process.stdout.write(`${text}\n`)
    return 0
  },
}

function clean(folder: string, cleanCache: (folder: string) => void): void {
  try {
    cleanCache(folder)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new BpfLinkerError('OUTPUT_NOT_WRITABLE', `${folder} cannot be removed: ${code ?? message}`, {
      file: folder,
      hint: 'remove it by hand, or give yourself permission to',
      cause,
    })
  }
}
