/** The parts of Rollup, Rolldown and Vite that the hooks use. All three have them, each in types of its own. */
import type { RollupMessage } from './messages.ts'

/** What the hooks use of a plugin context; all three hosts have it. */
export interface RollupHost {
  addWatchFile(id: string): void
  emitFile(file: { type: 'asset'; name?: string; fileName?: string; source: Uint8Array }): string
  getModuleInfo(id: string): object | null
  getModuleIds(): IterableIterator<string>
  debug(message: string): void
  info(message: string): void
  warn(message: RollupMessage): void
  error(message: RollupMessage): never
}

export interface Resolution {
  id: string
  external: boolean | 'absolute' | 'relative'
}

export interface ResolvingHost extends RollupHost {
  resolve(id: string, importer: string | undefined, options: { skipSelf: boolean }): Promise<Resolution | null>
}

export interface LoadedModule {
  code: string
  map: { mappings: '' }
  moduleSideEffects: false
  /** Rolldown reads the file's extension otherwise. */
  moduleType: 'js'
}

/** A hook with a filter; `this` is what the hook needs of the host. */
interface FilteredHook<F, H> {
  filter: { id: F }
  handler: H
}

export interface RollupHooks {
  buildStart: { order: 'pre'; handler: (this: RollupHost) => void }
  resolveId: FilteredHook<RegExp, (this: ResolvingHost, id: string, importer?: string) => Promise<string | null>>
  load: FilteredHook<RegExp, (this: RollupHost, id: string) => Promise<LoadedModule | null>>
  buildEnd: (this: RollupHost, error?: Error) => Promise<void>
  renderStart: (this: RollupHost, output: { format: string }) => void
  watchChange: (this: RollupHost, id: string) => void
}
