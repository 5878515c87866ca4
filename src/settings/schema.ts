/**
 * The schema of the config: the one place that knows every option. Made of it,
 * by `npm run generate` (a test fails when one of them is out of date):
 *
 *   src/config/validator.generated.ts    the validator, compiled ahead by ajv
 *   src/settings/user_config.generated.ts  the TypeScript types
 *   schema.json                          for editors, exported by the package
 *   docs/config.md                       the option page
 */

import { type JsonSchema, oneOrMany } from './json_schema.ts'
import { presetNames } from './profile.ts'
import { linkSettings, objectOptions } from './schema_options.ts'

/** A name that may become part of a file name on every system. */
const name: JsonSchema = {
  pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$',
  expected: 'letters, digits, . _ and -, the first one a letter or digit',
}

/** An amount of memory or disk: bytes, or text with a unit. */
function sizeFrom(leastMebibytes: number, usual: string): JsonSchema {
  const least = leastMebibytes * 2 ** 20
  return {
    anyOf: [
      { type: 'integer', minimum: least, expected: `at least ${leastMebibytes} MiB (${least} bytes)` },
      { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)? ?[KMG]i?B$', expected: `a size, such as '${usual}'` },
    ],
    default: usual,
  }
}

const profileName: JsonSchema = {
  type: 'string',
  examples: presetNames,
  tsType: 'ProfileName',
  expected: 'the name of a profile',
}

export const profileSchema: JsonSchema = {
  type: 'object',
  description: 'A profile of your own: the kernels that an object is for.',
  additionalProperties: false,
  properties: {
    extends: {
      ...profileName,
      defaultText: 'the newest preset that is not newer than `kernel`, else generic',
      description: 'The profile that supplies every setting that this one leaves out: a preset, or one of your own.',
    },
    kernel: {
      type: 'string',
      pattern: '^[1-9][0-9]?\\.[0-9]{1,3}$',
      expected: "a mainline release as text, such as '5.10'",
      description:
        'The oldest kernel that the object must load on: a mainline release, as text, since the number 5.10 would be 5.1.',
      examples: ['5.10'],
    },
    loader: {
      enum: ['auto', 'libbpf', 'cilium', 'aya', 'none'],
      default: 'auto',
      description:
        "The loader of the object, whose own rules hold beside the kernel's: loaders work around some things that old kernels lack. `auto` is `aya` for objects that are made from Rust, and `libbpf` for all others.",
    },
    ...linkSettings,
    rules: {
      type: 'object',
      additionalProperties: { type: 'string', enum: ['off', 'warn', 'error'] },
      description: 'The levels of rules, by name. [Rules](rules.md) lists them.',
      examples: [{ 'stack-size': 'warn' }],
    },
    features: {
      type: 'array',
      items: {
        type: 'string',
        pattern: '^(?:(?:helper|kfunc|map|program|attach):)?[A-Za-z0-9_-]+$',
        expected: "a feature, such as 'helper:bpf_ringbuf_output', or the name of a rule",
      },
      uniqueItems: true,
      description:
        'What this kernel has beyond its release, because a distribution backported it: helpers, kfuncs, map types, program types and attach types, each with its kind in front, or the name of a rule that the kernel does not apply. [Kernels](kernels.md) tells more.',
      examples: [['helper:bpf_ringbuf_output', 'map:ringbuf']],
    },
  },
}

const input: JsonSchema = { type: 'string', pattern: '\\S', expected: 'a path or a glob' }

export const crateSchema: JsonSchema = {
  type: 'object',
  description:
    'A Cargo crate as an input. The cargo of this machine builds it, and it is linked with the settings of the object.',
  additionalProperties: false,
  required: ['cargo'],
  expected: "a crate, such as { cargo: 'crates/probe-ebpf' }",
  properties: {
    cargo: {
      type: 'string',
      pattern: '\\S',
      expected: 'the folder of a Cargo.toml',
      description: 'The folder of its `Cargo.toml`.',
      examples: ['crates/probe-ebpf'],
    },
    bin: {
      type: 'string',
      pattern: '\\S',
      expected: 'the name of a binary',
      defaultText: 'the only one, or the `cdylib` if there is none',
      description: 'Which of its binaries to link.',
      examples: ['probe'],
    },
    features: {
      type: 'array',
      items: { type: 'string', pattern: '^[^\\s,]+$', expected: 'the name of a feature' },
      default: [],
      description: 'Features of the crate to enable besides its default ones.',
      examples: [['ipv6']],
    },
    toolchain: {
      type: 'string',
      pattern: '^[^\\s+]+$',
      expected: "a tool chain of rustup, such as 'nightly'",
      defaultText: 'what rustup chooses in that folder',
      description: 'The tool chain that rustup uses. BPF needs a nightly with the component `rust-src`.',
      examples: ['nightly'],
    },
  },
}

const inputOrCrate: JsonSchema = { anyOf: [input, crateSchema], expected: 'a path, a glob or a crate' }

export const objectSchema: JsonSchema = {
  type: 'object',
  description: 'One BPF object. Options that it leaves out come from the top level, then from its profile.',
  additionalProperties: false,
  required: ['inputs'],
  properties: {
    inputs: {
      anyOf: [input, crateSchema, { type: 'array', items: inputOrCrate, minItems: 1 }],
      expected: "a path, a glob, a crate ({ cargo: 'its folder' }), or a list of them",
      description:
        'C sources, bitcode (`.bc`, `.ll`, `.o` with bitcode) and archives (`.a`, `.rlib`), as paths or globs, and Cargo crates. A glob with `!` in front leaves files out. Inputs are linked in this order, with the files of a glob sorted.',
      examples: [['src/bpf/*.bpf.c', 'vendor/filters.a']],
    },
    profile: {
      ...profileName,
      defaultText: 'the `profile` of the top level',
      description: 'The kernels that this object is for.',
    },
    profiles: {
      type: 'array',
      items: profileName,
      minItems: 1,
      uniqueItems: true,
      description: 'Several profiles instead of one `profile`. The object is linked once for each.',
      examples: [['linux-4.19', 'linux-6.12']],
    },
    ...objectOptions,
  },
}

export const schema: JsonSchema = {
  type: 'object',
  description: 'The config of bpf-linker.',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'Where editors find this schema. The linker does not read it.' },
    extends: {
      ...oneOrMany({ type: 'string', pattern: '\\S', expected: 'a file, a package, or a preset profile' }),
      description:
        'Configs that this one starts from: a file (`./base.config.ts`), a package (`@acme/bpf-config`), or a preset profile (`linux-5.10`), which sets `profile`. Of several, the later ones override the earlier ones.',
      examples: ['./shared.config.ts'],
    },
    objects: {
      type: 'object',
      propertyNames: name,
      additionalProperties: objectSchema,
      tsType: 'Record<string, UserObject>',
      description:
        'The BPF objects, by name. `probe` becomes `probe.bpf.o`, or one `probe.<profile>.bpf.o` for each of several profiles.',
      examples: [{ probe: { inputs: ['src/bpf/*.bpf.c'] } }],
    },
    outDir: {
      type: 'string',
      pattern: '\\S',
      expected: 'the path of a folder',
      default: 'dist/bpf',
      description:
        'The folder that objects are written to, relative to the config. Bundlers write them to their own folder instead.',
    },
    profile: {
      ...profileName,
      default: 'generic',
      description: 'The kernels that objects are for, unless an object has a profile of its own.',
    },
    profiles: {
      type: 'object',
      propertyNames: name,
      additionalProperties: profileSchema,
      tsType: 'Record<string, UserProfile>',
      description: 'Profiles of your own, by name.',
      examples: [{ fleet: { extends: 'linux-5.4', loader: 'cilium' } }],
    },
    ...objectOptions,
    isolate: {
      type: 'boolean',
      default: true,
      description:
        'Run each job in a native process of its own, with limits. `false` runs jobs inside this process, which is a little faster; use it only for sources that you trust.',
    },
    memoryLimit: {
      ...sizeFrom(64, '2GiB'),
      description:
        'How much memory a job may use: a number of bytes, or text with `KiB`, `MiB` or `GiB`. The least is 64 MiB.',
      examples: ['512MiB'],
    },
    cache: {
      anyOf: [{ type: 'boolean' }, { type: 'string', pattern: '\\S', expected: 'the path of a folder' }],
      expected: 'true, false, or the path of a folder',
      default: true,
      description:
        'Keep results of links, and use them again if nothing that they were made of has changed. A path names the folder. `true` means `node_modules/.cache/bpf-linker` beside the nearest `package.json`; without a `package.json`, nothing is kept. [Cache](cache.md) tells more.',
      examples: ['.cache/bpf'],
    },
    cacheSize: {
      ...sizeFrom(1, '256MiB'),
      description: 'How large the cache may grow. What was not used for the longest time is removed first.',
      examples: ['1GiB'],
    },
    timeout: {
      type: 'integer',
      minimum: 1,
      expected: 'milliseconds, at least 1',
      default: 60000,
      description:
        'How many milliseconds of processor time a job may take. A busy machine makes a job wait, which does not count. A job that is not done after 20 times as much on the clock is stopped as well.',
    },
    concurrency: {
      type: 'integer',
      minimum: 1,
      defaultText: 'the number of cores',
      description: 'How many jobs run at once.',
    },
  },
}
