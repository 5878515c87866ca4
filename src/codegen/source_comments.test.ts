import { expect, test } from 'vitest'
import { commentsIn } from './source_comments.ts'

const SOURCE = `// SPDX-License-Identifier: GPL-2.0
#include <linux/bpf.h>
/* Not of the struct: an empty line is between. */

/**
 * One call of exec.
 *
 * @see man 2 execve
 */
struct event {
  // Who called.
  __u32 pid;
  char comm[16]; /* its name; */ /* at most 15 bytes */
  __u64 plain;

  /* Either. */
  union {
    int code; /**< of exit */
    struct { short signal, flags; /* both */ };
  };
  struct {
    int x; /* not of event */
  } at; // where
  int (*callback)(int a, int b); // called
  unsigned bits : 3; /* few */
} __attribute__((packed));

/* Colours. */
enum colour {
  RED, /* hot */
  GREEN = 1 << 2 /* grass */,
  /* cold */
  BLUE
};

/* A pair. */
typedef struct {
  int a; // first
} pair_t;

/* Counts by pid. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __type(key, __u32); /* no member */
} counts SEC(".maps");

/* Set by the loader. */
const volatile __u64 target = 1, limits[2] = { 1, 2 };

/* Sees it { ; } all. */
SEC("tp/sched/sched_process_exec")
int on_exec(void *ctx) {
  /* not a declaration */ int x = ';';
  return "}"[0] + x;
}

// By a macro.
SEC("fentry/do_unlinkat")
int BPF_PROG(unlink_entry, int dfd) { return 0; }

static __always_inline int helper(int a) { return a; } /* behind */
`

const { types, symbols } = commentsIn([SOURCE])

test('types', () => {
  expect([...types.keys()]).toEqual(['struct event', 'enum colour', 'pair_t'])
  expect(types.get('struct event')?.text).toEqual(['One call of exec.', '', '@see man 2 execve'])
  expect(types.get('pair_t')).toEqual({ text: ['A pair.'], members: new Map([['a', ['first']]]) })
})

test('members, those of anonymous ones among them', () => {
  expect(Object.fromEntries(types.get('struct event')?.members ?? [])).toEqual({
    pid: ['Who called.'],
    comm: ['its name;', 'at most 15 bytes'],
    code: ['of exit'],
    signal: ['both'],
    flags: ['both'],
    at: ['where'],
    callback: ['called'],
    bits: ['few'],
  })
})

test('values of enums', () => {
  expect(Object.fromEntries(types.get('enum colour')?.members ?? [])).toEqual({
    RED: ['hot'],
    GREEN: ['grass'],
    BLUE: ['cold'],
  })
})

test('maps, programs and variables', () => {
  expect(Object.fromEntries(symbols)).toEqual({
    counts: ['Counts by pid.'],
    target: ['Set by the loader.'],
    on_exec: ['Sees it { ; } all.'],
    unlink_entry: ['By a macro.'],
  })
})

test('what the first source says counts', () => {
  const second = '/* Other. */\nstruct event { int pid; };\n/* New. */\nstruct fresh { int a; };\n'
  const both = commentsIn([SOURCE, second]).types
  expect(both.get('struct event')?.text[0]).toBe('One call of exec.')
  expect(both.get('struct fresh')?.text).toEqual(['New.'])
})

test.each(['/* never closed', '"never closed', "'", 'struct {', '}}}}', '#define X \\', 'int x = { ( [ /* a */', ''])(
  '%j is no reason to fail',
  (text) => {
    expect(() => commentsIn([`/* a */\n${text}`])).not.toThrow()
  },
)

test('a megabyte of braces is read once, not once for each of them', () => {
  commentsIn([`/* a */${'struct a { int b; };'.repeat(50_000)}`, `/* a */${'{'.repeat(1_000_000)}`])
})
