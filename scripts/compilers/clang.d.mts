import type { SpawnSyncOptionsWithStringEncoding, SpawnSyncReturns } from 'node:child_process'

export interface Clang {
  run(args: string[], options?: Partial<SpawnSyncOptionsWithStringEncoding>): SpawnSyncReturns<string>
}

export const CLANG_MAJORS: number[]
export function ensureClang(major: number): Clang
export function toolCommand(major: number, tool: string): [string, ...string[]]
