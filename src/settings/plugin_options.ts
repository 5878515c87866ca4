/** The options of the plugins, as users write them. */
import type { ConfigExport } from './config.ts'

export interface PluginOptions {
  /**
   * The config itself, a promise of it, or a function of `{ command, mode }` that returns either. Its paths are relative
   * to the bundler's root.
   */
  config?: ConfigExport
  /**
   * The config's file, relative to the bundler's root; `false` for none. By default `bpf-linker.config.*` is looked for,
   * from the bundler's root upwards; without one, imported sources are built with the defaults.
   */
  configFile?: string | false
  /**
   * Which imported C files are BPF programs: endings of the file name, or regular expressions for the absolute path
   * with `/` in it. The name has to end with `.c`.
   * @default '.bpf.c'
   * @example include: ['.bpf.c', '_kern.c', /\/bpf\/[^/]+\.c$/]
   */
  include?: string | RegExp | readonly (string | RegExp)[]
  /**
   * Which objects of the config become assets without any import: all, none, or those with these names or ids. An
   * object that is imported with `?url` is an asset already and does not become a second one.
   * @default true
   */
  assets?: boolean | readonly string[]
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
