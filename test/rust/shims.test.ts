/**
 * C beside Rust: CO-RE relocations and kernel functions, which C has and Rust has not, survive the link. The example is
 * that of docs/rust.md.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { build, inspect, link, type ObjectInfo } from '../../src/index.ts'
import { nativePath } from '../../src/link/native.ts'
import { root } from '../corpus/kernel_sources.ts'
import { loadObject, whyNoLoading } from '../corpus/load.ts'
import { cargoEnvironment, exampleFolder, writeProject } from './crates.ts'
import { buildProgram, parseProgram } from './program.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'bpf-linker-rust-shims-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const noLoading = whyNoLoading()
const skipped = noLoading ? ` (skipped: ${noLoading})` : ''

/** The files of that page: a block begins with its path. */
function filesOf(page: string): Record<string, string> {
  const blocks = readFileSync(path.join(root, page), 'utf8').matchAll(/^```\w+\n\/\/ (\S+)\n([^`]*)^```$/gm)
  return Object.fromEntries([...blocks].map(([, file = '', text = '']) => [file, text]))
}

function coreOf({ programs, subprograms }: ObjectInfo): string[] {
  const all = [...programs, ...subprograms].flatMap(({ coreRelocations }) => coreRelocations)
  return all.map(({ kind, typeName = '', access }) => `${kind} ${typeName} ${access}`).sort()
}

describe('the example of docs/rust.md', () => {
  let objects: { file?: string; info: ObjectInfo }[]
  beforeAll(async () => {
    for (const [name, value] of Object.entries(cargoEnvironment())) vi.stubEnv(name, value)
    const { 'task.bpf.c': shim = '', 'probe/src/main.rs': main = '' } = filesOf('docs/rust.md')
    const cwd = writeProject('shims', {
      'task.bpf.c': shim,
      'probe/src/main.rs': main,
      'probe/Cargo.toml': '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2024"\n',
      // The flags of the example, so that core is built once for both.
      'probe/.cargo/config.toml': readFileSync(
        path.join(exampleFolder('rust-xdp'), 'probe/.cargo/config.toml'),
        'utf8',
      ),
    })
    const inputs = [{ cargo: 'probe' }, 'task.bpf.c']
    const config = { objects: { probe: { inputs, profiles: ['linux-5.10', 'linux-6.12'] } } }
    ;({ objects } = await build({ cwd, config }))
    return () => vi.unstubAllEnvs()
  })

  it('has the relocations in the program, and the function as what the kernel has', () => {
    expect(objects.length).toBe(2)
    for (const { info } of objects) {
      // Code may be there twice: with and without the function.
      expect([...new Set(coreOf(info))]).toEqual(['fieldByteOffset task_struct 0:0', 'fieldByteOffset task_struct 0:1'])
      expect(info.subprograms).toEqual([])
      expect(info.externs).toMatchObject([{ name: 'bpf_rcu_read_lock', kind: 'kfunc', weak: true }])
      expect(info.externs[0]?.btfType).toBeGreaterThan(0)
    }
  })

  it.skipIf(noLoading !== undefined)(`loads${skipped}`, async () => {
    for (const { file = '' } of objects) expect(await loadObject(file)).toEqual({ loaded: true })
  })
})

/** Every kind that clang has, of structs, unions, enums and typedefs, with bit fields and elements. */
const KINDS = `#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
struct inner { int a; unsigned low : 5, high : 11; };
struct task_struct { int pid; union { long many[4]; struct inner inner; }; struct inner two[2]; } __attribute__((preserve_access_index));
typedef struct task_struct task_t;
enum cgroup_subsys_id { cpu_cgrp_id = 7 };
unsigned long every_kind(struct task_struct *t, int i) {
  unsigned long sum = t->pid + t->many[2] + t->two[1].a + BPF_CORE_READ_BITFIELD_PROBED(t, inner.high);
  sum += bpf_core_field_exists(t->two) + bpf_core_field_size(t->inner) + bpf_core_field_offset(struct task_struct, pid);
  sum += bpf_core_type_exists(struct inner) + bpf_core_type_size(task_t) + bpf_core_type_id_kernel(struct task_struct);
  sum += bpf_core_type_id_local(struct inner) + bpf_core_type_matches(struct inner);
  sum += bpf_core_enum_value_exists(enum cgroup_subsys_id, cpu_cgrp_id);
  return sum + bpf_core_enum_value(enum cgroup_subsys_id, cpu_cgrp_id);
}
`
const CALLER = `//@ link-args: --btf FOLDER/kinds.FORM
#![no_std]
#![no_main]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

extern "C" {
    fn every_kind(task: *mut u8, index: i32) -> u64;
}

#[no_mangle]
#[link_section = "fentry/do_exit"]
pub extern "C" fn prog(ctx: *const *mut u8) -> i32 {
    unsafe { every_kind(*ctx, 3) as i32 }
}
`

describe('every kind of relocation', () => {
  const include = path.join(path.dirname(nativePath()), 'include')
  const headers = ['libbpf', 'linux', 'linux/x86'].map((name) => `-I${path.join(include, name)}`)
  const source = path.join(folder, 'kinds.c')
  const compile = (out: string, ...flags: string[]) =>
    execFileSync('clang-22', ['-target', 'bpf', '-mcpu=v3', '-g', '-O2', ...headers, ...flags, '-c', source, '-o', out])

  let alone: string[]
  beforeAll(async () => {
    writeFileSync(source, KINDS)
    const object = path.join(folder, 'alone.o')
    compile(object)
    compile(path.join(folder, 'kinds.bc'), '-emit-llvm')
    compile(path.join(folder, 'kinds.o'), '-fembed-bitcode=all')
    alone = coreOf(await inspect(object))
    expect(new Set(alone.map((one) => one.split(' ')[0])).size).toBeGreaterThan(9)
  })

  it.each(['bc', 'o'])('is there as in the object of clang: .%s', async (form) => {
    const program = path.join(folder, `from_${form}.rs`)
    writeFileSync(program, CALLER.replace('FOLDER', folder).replace('FORM', form))
    const { ok, messages, output } = buildProgram(parseProgram(program), nativePath(), path.join(folder, form))
    expect(ok, messages).toBe(true)
    expect(coreOf(await inspect(output))).toEqual(alone)
  })
})

/** What rustc would write, had it a form for it: a declaration in .ksyms, with its type in the debug info. */
const KFUNC = `target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"
declare !dbg !4 void @bpf_rcu_read_lock() section ".ksyms"
declare !dbg !5 extern_weak void @bpf_rcu_read_unlock() section ".ksyms"
define i32 @prog(ptr %ctx) section "tc" !dbg !6 {
  call void @bpf_rcu_read_lock(), !dbg !9
  call void @bpf_rcu_read_unlock(), !dbg !9
  ret i32 0, !dbg !9
}
@LICENSE = constant [4 x i8] c"GPL\\00", section "license"
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!10}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !1, producer: "rustc", isOptimized: true, emissionKind: FullDebug)
!1 = !DIFile(filename: "main.rs", directory: "/src")
!2 = !DISubroutineType(types: !3)
!3 = !{null}
!4 = !DISubprogram(name: "bpf_rcu_read_lock", scope: !1, file: !1, line: 1, type: !2, spFlags: DISPFlagOptimized)
!5 = !DISubprogram(name: "bpf_rcu_read_unlock", scope: !1, file: !1, line: 2, type: !2, spFlags: DISPFlagOptimized)
!6 = distinct !DISubprogram(name: "prog", scope: !1, file: !1, line: 3, type: !7, unit: !0, spFlags: DISPFlagDefinition)
!7 = !DISubroutineType(types: !8)
!8 = !{!11}
!9 = !DILocation(line: 4, scope: !6)
!10 = !{i32 2, !"Debug Info Version", i32 3}
!11 = !DIBasicType(name: "i32", size: 32, encoding: DW_ATE_signed)
`

describe('kernel functions in bitcode of Rust', () => {
  const linked = () => link({ inputs: [{ name: 'kfunc.ll', bytes: Buffer.from(KFUNC) }] })

  it('stay what they are', async () => {
    const { info, diagnostics } = await linked()
    expect(diagnostics).toEqual([])
    expect(info.externs).toMatchObject([
      { name: 'bpf_rcu_read_lock', kind: 'kfunc', weak: false },
      { name: 'bpf_rcu_read_unlock', kind: 'kfunc', weak: true },
    ])
    for (const { btfType } of info.externs) expect(btfType).toBeGreaterThan(0)
    const calls = info.programs.flatMap((program) => program.calls)
    expect(calls.map((call) => call.kind)).toEqual(['kfunc', 'kfunc'])
  })

  it.skipIf(noLoading !== undefined)(`load${skipped}`, async () => {
    const file = path.join(folder, 'kfunc.o')
    writeFileSync(file, (await linked()).bytes)
    expect(await loadObject(file)).toEqual({ loaded: true })
  })
})
