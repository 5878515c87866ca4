/**
 * The options of one object, as JSON schema: what to keep, how to compile, how
 * to link. They may stand in an object, or at the top level as the default of
 * every object. `schema.ts` puts the whole together and says what is made of it.
 */
import { CPUS } from '../bpf/cpus.generated.ts'

import { type JsonSchema, oneOrMany, text } from './json_schema.ts'
import { eventType, typeOptions } from './schema_types.ts'

const strings: JsonSchema = { type: 'array', items: { type: 'string' } }

/** Link settings that a profile has as well. */
export const linkSettings: Record<string, JsonSchema> = {
  cpu: {
    enum: [...CPUS],
    description:
      'The BPF instruction set. `v1` runs everywhere, `v2` from Linux 4.14, `v3` from 5.1, `v4` from 6.6; `generic` is `v1`; `probe` asks the running kernel, so that the output depends on the machine.',
    examples: ['v3'],
    job: 'code',
  },
  cpuFeatures: {
    anyOf: [
      {
        type: 'string',
        pattern: '^[+-][A-Za-z0-9-]+(,[+-][A-Za-z0-9-]+)*$',
        expected: "features with a sign, such as '+alu32,-dwarfris'",
      },
      {
        type: 'array',
        items: {
          type: 'string',
          pattern: '^[+-][A-Za-z0-9-]+$',
          expected: "a feature with its sign, such as '+alu32'",
        },
      },
    ],
    description: 'Features of the LLVM target to switch on (`+`) or off (`-`), in addition to those of `cpu`.',
    examples: [['+alu32', '-dwarfris']],
    job: { part: 'code', form: { type: 'string' } },
  },
  btf: {
    type: 'boolean',
    description: 'Keep type information (`.BTF`, `.BTF.ext`). Loaders need it for maps in `.maps` and for CO-RE.',
    job: 'link',
  },
  unrollLoops: {
    type: 'boolean',
    description: 'Unroll every loop whose number of rounds is known. Kernels before 5.3 refuse loops.',
    job: 'link',
  },
  inlineAll: {
    type: 'boolean',
    description:
      'Inline every call between BPF functions, because kernels before 4.16 refuse calls. Recursion, calls through pointers and callbacks are errors then.',
    job: 'link',
  },
  loops: {
    type: 'boolean',
    description:
      'Allow loops. `false` unrolls every loop in any way possible. A loop that remains is an error with its line and the reason. Kernels before 5.3 refuse loops.',
    job: 'link',
  },
  maxInstructions: {
    type: 'integer',
    minimum: 1,
    description:
      'How many instructions a program may have. A longer program is an error. Kernels before 5.2 accept 4096.',
    examples: [4096],
    job: { part: 'link', form: { type: 'integer' }, optional: true },
  },
  globalData: {
    type: 'boolean',
    description:
      'Allow global variables. `false` turns constants into code or puts them on the stack. A program that uses any other variable is an error. Kernels before 5.2 have no global data.',
    job: 'link',
  },
  fetchAtomics: {
    type: 'boolean',
    description:
      'Allow atomic operations that return the old value. `false` turns an atomic add whose result is not used into one that returns nothing. Kernels before 5.12 have no other atomic operation.',
    job: 'link',
  },
  freezeRodata: {
    type: 'boolean',
    description:
      'Treat `const volatile` variables, which loaders set before a program starts, as constants with the values that the source gives them.',
    job: 'link',
  },
  disableMemoryBuiltins: {
    type: 'boolean',
    description: 'Do not keep the functions `memcpy`, `memmove`, `memset`, `memcmp` and `bcmp` that inputs define.',
    job: 'link',
  },
  jumpTables: {
    type: 'boolean',
    description: 'Allow jump tables for large switches in `v4` code. They need Linux 6.19.',
  },
}

const fromProfile = "the profile's"

/** Options that may stand in an object and at the top level. */
export const objectOptions: Record<string, JsonSchema> = {
  exports: {
    anyOf: [
      { enum: ['auto'] },
      { type: 'array', items: { ...text, expected: 'the name of a symbol, or a glob' } },
      {
        type: 'object',
        properties: {
          file: {
            ...text,
            description: 'Path of a text file with one symbol on each line.',
            expected: 'the path of a text file',
          },
        },
        required: ['file'],
        additionalProperties: false,
      },
    ],
    default: 'auto',
    description:
      "The symbols that stay visible. `'auto'` keeps programs, maps, the licence, and global variables; a list has names of symbols or globs, and may include `'auto'` to add to it; `{ file }` reads one name from each line. Whatever no visible symbol uses is removed.",
    examples: [['xdp_*', 'events']],
    job: {
      part: 'link',
      form: {
        type: 'object',
        properties: { auto: { type: 'boolean' }, patterns: strings },
        required: ['auto', 'patterns'],
      },
    },
  },
  emit: {
    ...oneOrMany({ type: 'string', enum: ['object', 'assembly', 'bitcode', 'ir'] }, { uniqueItems: true }),
    default: 'object',
    description:
      'The artifacts to write. The object is always one of them; assembly (`.s`), bitcode (`.bc`) and IR (`.ll`) go beside it.',
    examples: [['object', 'assembly']],
  },
  types: {
    anyOf: [
      { type: 'boolean' },
      { ...text, expected: 'the path of a folder' },
      { type: 'object', additionalProperties: false, properties: typeOptions, expected: 'options of types' },
    ],
    default: false,
    description:
      'Write TypeScript types of each object. `true` writes `probe.bpf.d.c.ts` beside `probe.bpf.c` if that is the only input of the object, and otherwise `<id>.bpf.ts` beside the object. The path of a folder writes the `<id>.bpf.ts` of every object there. An object sets details: `outDir`, `virtual` (types for imports of `virtual:bpf-linker/<id>`), `integers` (`bigint`, or `number`) and `strings` (`string`, or `bytes`). [Types](types.md) tells more.',
    examples: [true, 'src/generated'],
  },
  events: {
    type: 'object',
    additionalProperties: eventType,
    default: {},
    description:
      'The types of events in ring and perf buffers, by map. A map has either the name of one type, or `{ tag, of }` for several types: `tag` is a member that all of them have at the same place, and `of` maps its values (numbers, or names of enumerators) to types. A map that is not listed has the `value` type of its definition. [Values](runtime.md) tells more.',
    examples: [{ rb: { tag: 'kind', of: { 0: 'exec', 1: 'exit' } } }],
  },
  ...Object.fromEntries(
    Object.entries(linkSettings).map(([name, schema]) => [name, { ...schema, defaultText: fromProfile }]),
  ),
  optimize: {
    enum: [0, 1, 2, 3, '0', '1', '2', '3', 's', 'z'],
    expected: "0, 1, 2, 3, 's' or 'z'",
    default: 2,
    description:
      'The level of optimisation: `0` to `3`, or `s` or `z` for size. `0` still does what BPF code needs, as `1` does.',
    job: { part: 'code', form: { enum: ['0', '1', '2', '3', 's', 'z'] } },
  },
  target: {
    enum: ['bpf', 'bpfel', 'bpfeb'],
    default: 'bpf',
    description:
      'The byte order: `bpfel` is little endian, `bpfeb` is big endian, and `bpf` is that of the building machine.',
    job: 'code',
  },
  defines: {
    anyOf: [
      { type: 'array', items: { ...text, expected: "a definition, such as 'DEBUG' or 'LIMIT=64'" } },
      {
        type: 'object',
        additionalProperties: {
          anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
        },
        propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*(\\(.*\\))?$', expected: 'the name of a C macro' },
      },
    ],
    default: {},
    description:
      'C macros (`-D`). As an object, `true` defines the macro as 1 and `false` leaves it out; as a list, `NAME` or `NAME=VALUE`.',
    examples: [{ LIMIT: 64, DEBUG: true }],
    job: { part: 'compile', form: strings },
  },
  includeDirs: {
    ...oneOrMany(),
    default: [],
    description:
      'Folders to search for headers (`-I`), in order. The headers of libbpf, Linux and clang are found without it; `headers` takes others.',
    examples: [['src/bpf/include']],
    job: { part: 'compile', form: strings },
  },
  headers: {
    type: 'object',
    additionalProperties: false,
    properties: {
      libbpf: {
        ...oneOrMany(),
        description: 'Where `bpf/bpf_helpers.h` is.',
        expected: 'the path of a folder, or a list of them',
      },
      linux: {
        ...oneOrMany(),
        description: 'Where `linux/bpf.h` and `asm/types.h` are.',
        expected: 'the path of a folder, or a list of them',
      },
    },
    defaultText: "this package's own",
    description:
      'Folders with headers of other releases of libbpf or Linux. They are searched instead of the headers of this package, whose releases `bpf-linker doctor` says. In the folder of `libbpf` is `bpf/bpf_helpers.h`, and in that of `linux` are `linux/bpf.h` and `asm/types.h`; several folders may have them together, as on Debian. Nothing but `bpf/`, or `linux/`, `asm/` and `asm-generic/`, is taken from there.',
    examples: [{ libbpf: 'vendor/libbpf', linux: ['/usr/include', '/usr/include/x86_64-linux-gnu'] }],
    job: {
      part: 'compile',
      form: { type: 'object', properties: { libbpf: strings, linux: strings }, required: ['libbpf', 'linux'] },
    },
  },
  cflags: {
    ...oneOrMany(),
    default: [],
    description:
      'More flags for clang: a list with each flag as an item of its own, or one text, which is split as a shell does it: `\'-Wall -include "my config.h"\'`. `-mcpu` and `-O` are `cpu` and `optimize` if the config does not set these, and an error if they contradict them.',
    examples: [['-Wall', '-Wextra']],
    job: { part: 'compile', form: strings },
  },
  debugInfo: {
    enum: ['strip', 'keep'],
    default: 'strip',
    description:
      "Whether the object keeps DWARF (`.debug_*`) beside BTF, for debuggers. With `'keep'`, the paths in it are those of the inputs, and `btf` must be on.",
    job: { part: 'link', name: 'keepDwarf', form: { type: 'boolean' } },
  },
  sourceLines: {
    type: 'boolean',
    default: true,
    description:
      "Keep the text of source lines beside line numbers, for the verifier's log and `bpftool prog dump`. `false` makes the object smaller and hides the source from whoever gets it. It cannot be combined with `debugInfo: 'keep'`.",
    job: 'link',
  },
  stripPathPrefix: {
    anyOf: [text, { enum: [false] }],
    defaultText: "the config's folder",
    description:
      'The folder that is removed from the beginning of source paths in the object, so that the same sources give the same bytes on every machine. `false` keeps whole paths.',
    job: { part: 'code', form: { type: 'string' }, optional: true },
  },
  ignoreInlineNever: {
    type: 'boolean',
    default: false,
    description: 'Ignore `noinline` on functions, so that they may be inlined.',
    job: 'link',
  },
  expandMemcpyInOrder: {
    type: 'boolean',
    defaultText: '`true` where rustc made some of the inputs, else `false`',
    description:
      'Copy memory in ascending order, each load beside its store, as the original bpf-linker does. C is copied as clang does it, which is shorter for constants.',
    job: { part: 'link', form: { type: 'boolean' }, optional: true },
  },
  allowBpfTrap: {
    type: 'boolean',
    default: false,
    description:
      'Allow calls to `__bpf_trap`, which LLVM puts where execution must never get to. They need Linux 6.17.',
    job: 'link',
  },
  allowUnresolved: {
    anyOf: [{ type: 'boolean' }, { type: 'array', items: { ...text, expected: 'the name of a symbol, or a glob' } }],
    default: false,
    description:
      'Leave symbols that no input defines to the loader: `true` all of them, a list those with these names or globs. Loaders refuse an object if they do not know such a symbol.',
    examples: [['my_loader_*']],
    job: {
      part: 'link',
      form: {
        type: 'object',
        properties: { all: { type: 'boolean' }, patterns: strings },
        required: ['all', 'patterns'],
      },
    },
  },
  llvmArgs: {
    ...oneOrMany({ type: 'string', pattern: '^-', expected: "an option of LLVM, such as '-unroll-count=4'" }),
    default: [],
    description: 'Options of LLVM, each as on its command line. They are not a stable interface.',
    examples: [['-unroll-count=4']],
    job: { part: 'link', form: strings },
  },
  failOnWarn: {
    type: 'boolean',
    default: false,
    description: 'Let warnings of the compiler, the linker and the rules of the profile fail the object, as errors do.',
  },
  dumpModule: {
    ...text,
    description:
      'A folder for the IR before and after optimisation (`pre-opt.ll`, `post-opt.ll`). Each object has a folder of its own in it.',
    examples: ['dump'],
    job: { part: 'link', form: { type: 'string' }, optional: true },
  },
}
