/**
 * The schema of the plugins' options: the one place that knows them. Made of it, by `npm run generate`:
 *
 *   src/plugin/validator.generated.ts            the validator, compiled ahead by ajv
 *   src/settings/plugin_options.generated.ts     the TypeScript type
 *
 * What is in `config` is checked as any config is, when it is read.
 */
import type { JsonSchema } from './json_schema.ts'

const pattern: JsonSchema = {
  anyOf: [{ type: 'string' }, { instanceOf: 'RegExp' }],
  expected: 'an ending of file names or an expression',
}

export const pluginSchema: JsonSchema = {
  type: 'object',
  description: 'Options of the plugins, the same for every bundler.',
  additionalProperties: false,
  properties: {
    config: {
      anyOf: [{ type: 'object' }, { instanceOf: 'Function' }],
      tsType: 'ConfigExport',
      expected: "the config itself, a promise or a function; a file goes into 'configFile'",
      description:
        "The config itself, a promise of it, or a function of `{ command, mode }` that returns either. Its paths are relative to the bundler's root.",
    },
    configFile: {
      anyOf: [{ type: 'string' }, { enum: [false] }],
      expected: 'a path or false',
      description:
        "The config's file, relative to the bundler's root; `false` for none. By default, `bpf-linker.config.*` is searched for from the bundler's root upwards; if there is none, imported sources are built with the defaults.",
    },
    include: {
      anyOf: [pattern, { type: 'array', items: pattern }],
      expected: 'an ending of file names, an expression, or a list of these',
      default: '.bpf.c',
      description:
        'Which imported C files are BPF programs: endings of the file name, or regular expressions for the absolute path with `/` in it. The name must end with `.c`.',
      examples: [['.bpf.c', '_kern.c', /\/bpf\/[^/]+\.c$/]],
    },
    assets: {
      anyOf: [{ type: 'boolean' }, { type: 'array', items: { type: 'string', expected: 'the name of an object' } }],
      expected: 'true, false or a list of names of objects',
      default: true,
      description:
        'Which objects of the config become assets without any import: all, none, or those with these names or ids. An object that is imported with `?url` is an asset already and does not become a second one.',
      examples: [['probe']],
    },
    assetsDir: {
      type: 'string',
      pattern: '^(?!(.*[\\\\/])?\\.\\.([\\\\/]|$))',
      expected: 'a folder inside the output folder',
      default: 'bpf',
      description:
        "Where those assets go, relative to the bundler's output folder: `<assetsDir>/<id>.bpf.o`, without a hash, so that a loader finds them.",
    },
    failOnWarn: {
      type: 'boolean',
      default: false,
      description:
        'Turn warnings of the compiler, the linker and the rules of a profile into errors. `false` leaves that to the config, which can do it for single objects.',
    },
  },
}
