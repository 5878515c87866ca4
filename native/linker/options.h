// What a link is asked to do: inputs, options, kinds of output. Every stage may
// read it; linker.h is what other rooms include.

#ifndef BPF_LINKER_LINKER_OPTIONS_H
#define BPF_LINKER_LINKER_OPTIONS_H

#include "support/code_options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bpflinker {

/// One file, or bytes in memory, handed to the linker.
struct LinkInput {
  /// What diagnostics call it; for a file, its path as the user gave it.
  std::string Name;
  /// The bytes. Null: the file at `Name` is mapped.
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  /// What holds no bitcode is skipped with a warning instead of an error:
  /// rustc passes `symbols.o` and `lib.rmeta` by itself.
  bool MayLackBitcode = false;
};

enum class ArtifactKind { Object, Assembly, Bitcode, Ir };

/// Which symbols stay visible.
struct ExportSelection {
  /// Auto: functions in a program section, everything in `.maps`, `maps`,
  /// `license`, `version`, `.struct_ops*`, non-static data variables, `.ksyms`
  /// and `.kconfig`, and weak or global functions the user marked. `Patterns`
  /// are then kept as well.
  bool Auto = false;
  /// Names or globs (`*`, `?`, `[…]`). A plain name that no input defines is
  /// an error (EXPORT_UNKNOWN); a glob may match nothing.
  std::vector<std::string> Patterns;
  /// Names or globs that are kept where they are defined: rustc's list is that
  /// of all crates, whatever their objects hold.
  std::vector<std::string> IfDefined;
};

/// Which symbols may stay undefined, because the loader provides them.
struct UnresolvedSelection {
  bool All = false;
  /// Names or globs, as those of exports.
  std::vector<std::string> Patterns;
};

/// Everything that decides the output. Two equal values over equal inputs give
/// equal bytes.
///
/// A job has each member under its name in the schema: a member that a job may
/// set is called like its key (native/job/settings.generated.def).
struct LinkOptions : CodeOptions {
  /// Keep debug info, made fit for BTF. Without it all debug info is dropped.
  bool Btf = false;
  ExportSelection Exports;
  /// Unroll what has a known bound; other loops stay, without a word.
  bool UnrollLoops = false;
  /// Off: every loop is taken out (kernels before 5.3), by all means there are.
  /// One that the emitted object still has is an error with its line and the
  /// reason.
  bool Loops = true;
  /// The most instructions that a program may have: what is above is an error,
  /// and no loop is unrolled that exceeds it. Empty: a million when unrolling,
  /// and no error.
  std::optional<uint64_t> MaxInstructions;
  bool IgnoreInlineNever = false;
  /// Inline every call into its program (kernels before 4.16); what cannot be
  /// is an error with its line.
  bool InlineAll = false;
  /// Off: no data sections that programs refer to (kernels before 5.2).
  /// Constants become code or move to the stack, everything else is an error
  /// that names the variable. Maps, license and version are no global data.
  bool GlobalData = true;
  /// Off: atomic adds whose result nobody uses are plain (kernels before 5.12).
  bool FetchAtomics = true;
  /// Take `const volatile` variables, which loaders configure, for constants.
  bool FreezeRodata = false;
  bool DisableMemoryBuiltins = false;
  /// Copy memory in ascending order, each load beside its store, which JITs
  /// and the verifier follow best. Empty: where rustc made some of the inputs,
  /// as the original does; C is copied as clang does it.
  std::optional<bool> ExpandMemcpyInOrder;
  bool AllowBpfTrap = false;
  /// Unresolved references are errors unless they are weak or in `.ksyms` /
  /// `.kconfig`. The original says nothing about them.
  UnresolvedSelection AllowUnresolved;
  /// Off: an error that LLVM reports about code is a warning (CODEGEN_WARNING)
  /// and the output is made all the same, as with `--fatal-errors false`.
  bool LlvmErrorsFatal = true;
  /// LLVM's own options, each as on a command line ("-unroll-count=4").
  std::vector<std::string> LlvmArgs;
  /// Folder for `pre-opt.ll` and `post-opt.ll`; empty: none.
  std::string DumpModule;
  /// Keep DWARF beside BTF, as the inputs have it, their paths too. Only with
  /// `Btf`.
  bool KeepDwarf = false;
  /// Keep the text of source lines beside their numbers. Off, no source is
  /// read, and none is in the object; an error together with `KeepDwarf`.
  bool SourceLines = true;
  /// Stop after the merge: what the exports reach, with all its debug info, not
  /// optimised, what is missing left open. `Emit` may then be Bitcode and Ir
  /// only; either is an input of a later link, which decides everything else.
  bool Relocatable = false;
  /// Each kind at most once; at least one.
  llvm::SmallVector<ArtifactKind, 4> Emit = {ArtifactKind::Object};

  /// Whether names of values and blocks are wanted, which only readers want.
  bool isReadByPeople() const {
    return llvm::is_contained(Emit, ArtifactKind::Ir) ||
           (llvm::is_contained(Emit, ArtifactKind::Bitcode) && !Relocatable) ||
           !DumpModule.empty();
  }

  /// Whether something is promised of the object that is judged on its bytes
  /// (promises/promises.h).
  bool promisesAnything() const {
    return !Loops || InlineAll || !GlobalData || MaxInstructions;
  }
};

struct Artifact {
  ArtifactKind Kind;
  llvm::SmallVector<char, 0> Bytes;
};

} // namespace bpflinker

#endif
