/** The parts of Vite that the hooks use. */
import type { RollupHooks, RollupHost } from '../rollup/host.ts'
import type { ServedObjects } from './served_objects.ts'

/** What is used of Vite's resolved config. */
export interface ViteConfig {
  root: string
  base: string
  command: 'build' | 'serve'
  mode: string
  cacheDir: string
  logger: { info(message: string): void }
}

export interface ViteEnvironment {
  config: {
    consumer: 'client' | 'server'
    build: { emitAssets: boolean; reportCompressedSize: boolean; lib?: unknown }
  }
}

export interface ViteServer {
  middlewares: { use(handler: ServedObjects['middleware']): unknown }
}

export interface ViteHost extends RollupHost {
  environment: ViteEnvironment
  getFileName(reference: string): string
}

export interface FileUrl {
  referenceId: string
  relativePath: string
  format: string
}

export interface ViteHooks extends RollupHooks {
  configResolved: (config: ViteConfig) => void
  configureServer: (server: ViteServer) => void
  resolveFileUrl: (this: ViteHost, url: FileUrl) => string | null
  generateBundle: { order: 'post'; handler: (this: ViteHost) => void }
  closeBundle: { order: 'post'; handler: (this: ViteHost) => Promise<void> }
  onLog: (this: unknown, level: string, log: { code?: string; message: string }) => false | undefined
}
