// LinkOptions::GlobalData and FreezeRodata. Kernels before 5.2 have no way to
// put the sections .data, .rodata and .bss into a map (d8eca5bbb2be), so that
// programs for them may not refer to any.

#ifndef BPF_LINKER_LINKER_PROMISES_GLOBAL_DATA_H
#define BPF_LINKER_LINKER_PROMISES_GLOBAL_DATA_H

#include "linker/options.h"
#include "support/diagnostic.h"

#include "llvm/IR/Module.h"

namespace bpflinker {

/// Before optimising: makes `const volatile` variables constants, with the
/// values that the sources give them.
void freezeRodata(llvm::Module &M);

/// Before optimising: keeps LLVM from making tables of its own.
void forbidLookupTables(llvm::Module &M);

/// After optimising: loads from constants become their values (with a variable
/// index, a choice among them), and constants whose address is needed are
/// copied to the stack. Configuration (`const volatile`) stays, unless frozen.
/// A variable that nothing writes is a constant (unwritten.h).
void placeConstants(llvm::Module &M, const LinkOptions &Options);

/// A CODEGEN_ERROR for each global variable that a program still refers to,
/// with its name, the line and what to do.
void reportGlobalData(const llvm::Module &M, const LinkOptions &Options,
                      DiagnosticSink &Diagnostics);

/// After optimising, where there is global data: loads and copies of addresses
/// from constants become the addresses themselves (with a variable index, a
/// choice among them), which are relocations of code. No loader applies those
/// of data: libbpf skips them (bpf_object__elf_collect in libbpf.c),
/// cilium/ebpf refuses them. A variable with
/// addresses in it that code may still read is a CODEGEN_ERROR.
void placeAddresses(llvm::Module &M, DiagnosticSink &Diagnostics);

/// The same errors, without placing anything.
void reportAddresses(const llvm::Module &M, DiagnosticSink &Diagnostics);

/// Whether it is global data whose initial value has addresses in it.
bool holdsAddresses(const llvm::GlobalVariable &G);

/// Whether loaders set it before the program starts: `const volatile`, or read
/// as volatile (Rust's `read_volatile`).
bool isConfiguration(const llvm::GlobalVariable &G);

/// Whether its section is one that loaders make a map of.
bool isGlobalData(const llvm::GlobalVariable &G);

} // namespace bpflinker

#endif
