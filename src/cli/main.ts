#!/usr/bin/env node
/**
 * `bpf-linker`: a command of ours, or the native executable's own command line.
 *
 * Start-up is part of every build step, so nothing is imported before it is
 * known to be needed: this file imports one builtin module.
 */
import * as nodeModule from 'node:module'

// From Node 22.1 on: compiled code is kept on disk between runs.
;(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.()

const { runCommandLine } = await import('./command_line.ts')
process.exitCode = await runCommandLine(process.argv.slice(2))
