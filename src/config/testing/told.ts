/** What a user reads of a mistake in a config. */
import { project } from '../../../test/support/config_project.ts'
import { BpfLinkerError } from '../../errors.ts'
import type { ResolvedConfig } from '../../settings/config.ts'
import { fileOf } from '../../settings/inputs.ts'
import type { UserConfig, UserObject } from '../../settings/user_config.generated.ts'
import { type LoadConfigOptions, loadConfig } from '../load_config.ts'

export const source: Record<string, string> = { 'src/a.bpf.c': '', 'src/b.bpf.c': '' }

export async function failure(options: LoadConfigOptions & { cwd: string }): Promise<BpfLinkerError> {
  const error = await loadConfig(options).catch((e: unknown) => e)
  if (error instanceof BpfLinkerError) return error
  throw new Error('it did not fail with a BpfLinkerError', { cause: error })
}

/** Code, message and hint, without the folder of the project. */
export function text(error: BpfLinkerError, cwd: string): string {
  const lines = [error.code, error.message, ...(error.hint === undefined ? [] : [`hint: ${error.hint}`])]
  return lines.join('\n').replaceAll(cwd, '<root>')
}

/** What is said about a config that is written as JSON. */
export async function told(config: unknown, files: Record<string, string> = source): Promise<string> {
  const cwd = project({ ...files, 'bpf-linker.config.json': JSON.stringify(config) })
  return text(await failure({ cwd }), cwd)
}

/** What is said about a config that is given by value. */
export async function toldValue(config: unknown): Promise<string> {
  const cwd = project(source)
  return text(await failure({ cwd, config: config as UserConfig }), cwd)
}

export function inputsOf(config: ResolvedConfig, index = 0): string[] {
  const files = (config.objects[index]?.inputs ?? []).map((input) => fileOf(input, config.root) ?? '')
  return files.map((file) => file.slice(config.root.length + 1))
}

export const a: UserObject = { inputs: ['src/a.bpf.c'] }
