/** The options of the plugins: what users write, and what the rest of this room sees. */
import type { UserConfig } from '../settings/user_config.generated.ts'
import { checkOptions } from './check_options.ts'

export interface PluginOptions {
  /**
   * The config: a path (relative to the bundler's root), the config itself, or `false` for none.
   * By default `bpf-linker.config.*` is looked for, from the bundler's root upwards; without one,
   * imported sources are built with the defaults.
   */
  config?: string | false | UserConfig
  /**
   * Which imported C files are BPF programs: endings of the file name, or regular expressions for the absolute path
   * with `/` in it. The name has to end with `.c`.
   * @default '.bpf.c'
   * @example include: ['.bpf.c', '_kern.c', /\/bpf\/[^/]+\.c$/]
   */
  include?: string | RegExp | readonly (string | RegExp)[]
  /**
   * Which objects of the config are emitted as assets without any import: all, none, or those with these names or ids.
   * An object that is imported with `?url` is an asset already and is not emitted a second time.
   * @default true
   */
  emit?: boolean | readonly string[]
  /**
   * Where those assets go, relative to the bundler's output folder: `<assetsDir>/<id>.bpf.o`, without a hash, so that a
   * loader finds them.
   * @default 'bpf'
   */
  assetsDir?: string
  /**
   * Warnings of the compiler, the linker and the rules of a profile are errors. `false` leaves it to the config, which
   * can say so of single objects.
   * @default false
   */
  failOnWarn?: boolean
}

export interface ResolvedPluginOptions {
  config: string | false | UserConfig | undefined
  /** Takes an absolute path. */
  isSource: (file: string) => boolean
  /** The names and ids that `emit` lists. */
  emitted: readonly string[]
  /** Takes the name and the id of an object. */
  isEmitted: (name: string, id: string) => boolean
  /** With a `/` at its end, or empty. */
  assetsDir: string
  failOnWarn: boolean
}

/** @throws BpfLinkerError CONFIG_INVALID */
export function resolveOptions(options: PluginOptions = {}): ResolvedPluginOptions {
  checkOptions(options)
  const { config, include = '.bpf.c', emit = true, assetsDir = 'bpf', failOnWarn = false } = options
  const patterns = Array.isArray(include) ? (include as readonly (string | RegExp)[]) : [include as string | RegExp]
  const directory = assetsDir.replaceAll('\\', '/').replace(/^(\.?\/)+|\/+$/g, '')
  return {
    config,
    isSource: (file) => file.endsWith('.c') && patterns.some((pattern) => matches(pattern, file.replaceAll('\\', '/'))),
    emitted: typeof emit === 'boolean' ? [] : emit,
    isEmitted: (name, id) => (typeof emit === 'boolean' ? emit : emit.includes(name) || emit.includes(id)),
    assetsDir: directory === '' || directory === '.' ? '' : `${directory}/`,
    failOnWarn,
  }
}

function matches(pattern: string | RegExp, file: string): boolean {
  // `search` pays no heed to `lastIndex`, which a global expression carries from one call to the next.
  return typeof pattern === 'string' ? file.endsWith(pattern) : file.search(pattern) !== -1
}
