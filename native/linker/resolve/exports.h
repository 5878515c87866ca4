// Which symbols stay visible.
//
// A list names them, plainly or with globs. `exports: 'auto'` is what a loader
// (libbpf, cilium/ebpf, aya) needs to find, which is what clang itself leaves
// global, as far as somebody could want it:
//
//   - functions in a section other than `.text`: programs;
//   - variables in `.maps`, `maps`, `license`, `version`, `.struct_ops*`;
//   - other non-static variables: `.data`, `.rodata`, `.bss`, `.kconfig`;
//   - non-static functions in `.text`. To the kernel such a function is a
//     global one, verified by itself for any argument; made static it would be
//     verified again at each call. Its author wrote `static` where that is
//     wanted. `__weak` ones are of that kind, and freplace targets.
//
// Hidden symbols of the last two kinds are left out: libbpf calls them static,
// too. So are names that Rust mangled, `linkonce` functions (inline ones of
// C++), and the memory builtins, which have an option of their own.
//
// From an archive, the last two kinds are exported only if something reaches
// them: a library is for choosing from. Its programs and maps always count.

#ifndef BPF_LINKER_LINKER_RESOLVE_EXPORTS_H
#define BPF_LINKER_LINKER_RESOLVE_EXPORTS_H

#include "linker/merged_module.h"
#include "linker/resolve/resolve.h"

namespace bpflinker {

struct ExportChoice {
  /// Roots: kept and visible.
  std::vector<llvm::StringRef> Always;
  /// Visible if something else keeps them.
  std::vector<llvm::StringRef> IfReached;
};

/// EXPORT_UNKNOWN for each plain name that no input defines, and for a pattern
/// that is no glob.
ExportChoice chooseExports(const ExportSelection &Selection,
                           const OpenInputs &Opened,
                           const std::vector<ModuleSymbols> &Symbols,
                           const SymbolTable &Table,
                           DiagnosticSink &Diagnostics);

/// The merged module, not yet internalised, with what of the choice it defines.
/// EXPORT_OMITTED for each program and map that becomes static because nobody
/// exports it.
MergedModule withExports(std::unique_ptr<llvm::Module> M,
                         const ExportChoice &Choice, const LinkOptions &Options,
                         DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
