#!/usr/bin/env node
// What is made of the schemas of config and plugins (validators, types, editor
// schema, option page) and of data/kernel (feature tables). `npm run generate` writes it; with
// --check, only says what is out of date (exit 1). It is committed, so that a
// build needs neither ajv nor this.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bpfTables } from './generate/bpf_tables.mjs'
import { editorSchema } from './generate/editor_schema.mjs'
import { jobSettingReader, jobSettingTable, jobSettingTypes } from './generate/job_settings.mjs'
import { kernelTables } from './generate/kernel_tables.mjs'
import { optionPage } from './generate/option_page.mjs'
import { profilePage } from './generate/profile_page.mjs'
import { pluginTypes, userTypes } from './generate/user_types.mjs'
import { validatorSource } from './generate/validator.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Path from the package's root → text of every generated file. */
export async function generate() {
  const modules = [
    'settings/schema',
    'settings/schema_options',
    'settings/plugin_schema',
    'settings/profile',
    'kernel/profiles',
  ]
  const schemas = await loadTypeScript(modules.map((name) => `export * from './src/${name}.ts'`).join('\n'))
  return {
    'src/config/validator.generated.ts': validatorSource(schemas.schema, 'settings/schema.ts', '../settings'),
    'src/plugin/validator.generated.ts': validatorSource(
      schemas.pluginSchema,
      'settings/plugin_schema.ts',
      '../settings',
    ),
    'src/settings/user_config.generated.ts': userTypes(schemas),
    'src/settings/plugin_options.generated.ts': pluginTypes(schemas),
    'src/settings/job_settings.generated.ts': jobSettingTypes(schemas),
    'native/job/settings.generated.def': jobSettingReader(schemas),
    'native/job/FORMAT.md': jobSettingTable(schemas, readFileSync(join(root, 'native/job/FORMAT.md'), 'utf8')),
    'schema.json': editorSchema(schemas),
    'docs/config.md': optionPage(schemas),
    'docs/profiles.md': profilePage(schemas),
    ...kernelTables(root),
    ...bpfTables(root),
  }
}

/** Node 20 does not read TypeScript. */
async function loadTypeScript(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = Object.entries(await generate())
  const stale = files.filter(([path, text]) => {
    const file = join(root, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== text
  })
  const check = process.argv.includes('--check')
  for (const [path, text] of stale) {
    if (!check) writeFileSync(join(root, path), text)
    console.error(`generate: ${path} ${check ? 'is out of date: run `npm run generate`' : 'written'}`)
  }
  if (check && stale.length > 0) process.exitCode = 1
}
