/**
 * What a config extends, depth first: the bases before the config that names
 * them, in its order. Each is checked by itself, so that a mistake is told with
 * the file it is in.
 */

import { existsSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { nearest } from '../nearest.ts'
import type { ConfigEnvironment } from '../settings/config.ts'
import { configError, type Problem } from '../settings/problems.ts'
import { presetNames } from '../settings/profile.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import type { UncheckedConfig } from './find_config.ts'
import { readConfig } from './find_config.ts'
import type { Layer } from './merge.ts'
import { listOf } from './project_files.ts'
import { resolvePackage } from './resolve_package.ts'
import { validate } from './validate.ts'

export interface LayerContext {
  /** The folder of the config that the build begins with. */
  root: string
  environment: ConfigEnvironment
  /** Every file that is read is added. */
  dependencies: Set<string>
}

export async function layersOf(source: UncheckedConfig, context: LayerContext): Promise<Layer[]> {
  return follow(source, context, [])
}

async function follow(source: UncheckedConfig, context: LayerContext, chain: readonly string[]): Promise<Layer[]> {
  const { root, dependencies } = context
  const { file, value } = source
  for (const path of source.dependencies) dependencies.add(path)
  // A base, and a config with bases, need not have all of an object.
  const partial = chain.length > 0 || hasBases(value)
  const problems = await validate(value, { file, partial })
  if (problems.length > 0) throw configError(problems, { root })
  const { extends: bases, ...config } = value as UserConfig
  const folder = file === undefined ? root : dirname(file)
  const here = file === undefined ? chain : [...chain, file]

  const layers: Layer[] = []
  for (const [index, name] of listOf(bases).entries()) {
    const at = typeof bases === 'string' ? 'extends' : `extends[${index}]`
    const fail = (message: string, hint: string, code: Problem['code'] = 'CONFIG_INVALID'): never => {
      throw configError([{ code, path: at, message, hint, file }], { root })
    }
    if ((presetNames as readonly string[]).includes(name)) {
      layers.push({ config: { profile: name }, origin: { file, readFrom: folder, writeTo: root } })
      continue
    }
    const base = locate(name, file ?? resolve(root, 'config')) ?? notInstalled(name, fail)
    if (here.includes(base)) {
      const circle = [...here.slice(here.indexOf(base)), base].map((path) => relative(root, path)).join(' → ')
      fail(`configs extend each other: ${circle}`, 'take one of them out')
    }
    dependencies.add(base)
    if (!existsSync(base))
      fail(`there is no file '${name}' in ${folder}`, 'paths are relative to this config', 'CONFIG_NOT_FOUND')
    layers.push(...(await follow(await readConfig(base, context.environment), context, here)))
  }
  return [...layers, { config, origin: { file, readFrom: folder, writeTo: root } }]
}

function hasBases(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'extends' in value && value.extends !== undefined
}

/** A path is a file, whether it is there or not; anything else is a package. */
function locate(name: string, from: string): string | undefined {
  if (name.startsWith('.') || isAbsolute(name)) return resolve(dirname(from), name)
  return resolvePackage(name, from)
}

function notInstalled(name: string, fail: (message: string, hint: string) => never): never {
  const near = nearest(name, presetNames)
  const hint =
    near !== undefined
      ? `did you mean '${near}'?`
      : `a file begins with ./, and a package has to be installed: npm install -D ${name}`
  return fail(`there is no preset and no package '${name}'`, hint)
}
