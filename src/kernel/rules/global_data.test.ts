import { expect, test } from 'vitest'
import { globalData } from './global_data.ts'
import { find, wordsOn } from './testing/compile.ts'

test('the first variable that a program uses, also through a function', async () => {
  const found = await find(
    globalData,
    `int seen;
     static __attribute__((noinline)) int count(void) { return ++seen; }
     SEC("xdp") int user(void *ctx) { return count(); }
     SEC("xdp") int other(void *ctx) { return 2; }`,
  )
  expect(found).toMatchObject([{ program: 'user', since: '5.2', location: { line: 2 } }])
  expect(found[0]?.message).toContain("the variable 'seen'")
  expect(wordsOn('4.19', found)).toEqual(["kernel doesn't support global data"])
  expect(wordsOn('5.2', found)).toEqual([])
})

test('kernel configuration is such a variable, a kernel symbol is none', async () => {
  const kconfig = await find(
    globalData,
    'extern int CONFIG_HZ __kconfig; SEC("xdp") int prog(void *ctx) { return CONFIG_HZ; }',
  )
  expect(kconfig).toHaveLength(1)
  const ksym = await find(
    globalData,
    'extern const void bpf_prog_active __ksym; SEC("xdp") int prog(void *ctx) { return (long)&bpf_prog_active; }',
  )
  expect(ksym).toEqual([])
})

test('a string that a helper gets is a constant in its section', async () => {
  const [found] = await find(
    globalData,
    `static const char text[] = "hello, world, of constants";
     SEC("xdp") int prog(void *ctx) { return bpf_trace_printk(text, sizeof(text)); }`,
    'none',
  )
  expect(found?.message).toMatch(/'(?:text|\.rodata)/)
  expect(found?.kernelSays).toBe('unrecognized bpf_ld_imm64 insn')
})
