/**
 * Our assets in a server build. Vite deletes all assets of one (`build.emitAssets` is false there, since a client build
 * usually emits the same ones). BPF objects are loaded by server code, so ours are put back.
 */
import type { RollupHost } from '../rollup/host.ts'
import type { ViteHost } from './host.ts'

/** The assets of one environment. */
export interface KeptAssets {
  /** The host, remembering which assets are ours. */
  emitter(host: ViteHost): RollupHost
  isOurs(reference: string): boolean
  /** Emits again what Vite has deleted. */
  putBack(host: ViteHost): void
  /** Begins a build. */
  clear(): void
}

/** @param restored Gets the names of assets that are put back */
export function createKeptAssets(restored: Set<string>): KeptAssets {
  /** Reference → bytes. */
  const references = new Map<string, Uint8Array>()
  /** Those to emit at the very end. */
  const late: { fileName: string; source: Uint8Array }[] = []

  function emitFile(host: ViteHost, file: Parameters<RollupHost['emitFile']>[0]): string {
    // Nobody needs its reference, so it need not exist before Vite has deleted what there is.
    if (file.fileName !== undefined && deletesAssets(host)) {
      late.push({ fileName: file.fileName, source: file.source })
      return ''
    }
    const reference = host.emitFile(file)
    references.set(reference, file.source)
    return reference
  }

  return {
    emitter: (host) => withEmitFile(host, (file) => emitFile(host, file)),
    isOurs: (reference) => references.has(reference),
    putBack(host) {
      if (!deletesAssets(host)) return
      for (const [reference, source] of references) {
        const fileName = host.getFileName(reference)
        restored.add(fileName)
        host.emitFile({ type: 'asset', fileName, source })
      }
      for (const asset of late) host.emitFile({ type: 'asset', ...asset })
    },
    clear() {
      references.clear()
      late.length = 0
    },
  }
}

function deletesAssets({ environment }: ViteHost): boolean {
  return !environment.config.build.emitAssets
}

/** The host's methods are inherited, and want the host as `this`: a spread would lose both. */
function withEmitFile(host: ViteHost, emitFile: RollupHost['emitFile']): RollupHost & Pick<ViteHost, 'environment'> {
  return {
    environment: host.environment,
    addWatchFile: (id) => host.addWatchFile(id),
    getModuleInfo: (id) => host.getModuleInfo(id),
    getModuleIds: () => host.getModuleIds(),
    debug: (message) => host.debug(message),
    info: (message) => host.info(message),
    warn: (message) => host.warn(message),
    error: (message) => host.error(message),
    emitFile,
  }
}
