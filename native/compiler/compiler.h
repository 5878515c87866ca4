// The compiler: clang inside. One C source → bitcode in memory, with the files
// it read and clang's diagnostics. The only header of this room that other
// rooms include.

#ifndef BPF_LINKER_COMPILER_COMPILER_H
#define BPF_LINKER_COMPILER_COMPILER_H

#include "support/code_options.h"
#include "support/diagnostic.h"
#include "support/timing.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>
#include <vector>

namespace bpflinker {

struct CompileInput {
  /// Path as the user gave it, or the name of bytes in memory.
  std::string Name;
  /// Null: the file at `Name` is read.
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
};

/// Folders that are searched instead of the package's own headers; none: those.
struct HeaderFolders {
  /// `bpf/` is in one of them. Nothing else is taken from there.
  std::vector<std::string> Libbpf;
  /// `linux/`, `asm/` and `asm-generic/` are in them; likewise.
  std::vector<std::string> Linux;
};

/// A member that a job may set is called like its key in the schema
/// (native/job/settings.generated.def).
struct CompileOptions : CodeOptions {
  /// Debug info for BTF (-g).
  bool DebugInfo = true;
  /// "NAME" or "NAME=VALUE".
  std::vector<std::string> Defines;
  /// -I, in order.
  std::vector<std::string> IncludeDirs;
  HeaderFolders Headers;
  /// Further clang driver flags, in order ("-Wall", "-include", "x.h"). Flags
  /// that would change the output's kind or place are an OPTION_INVALID error.
  std::vector<std::string> Cflags;
  /// Folder with clang's own headers (`clang/`), libbpf's (`libbpf/bpf/`), and
  /// the kernel's (`linux/linux/`, `linux/asm/`, `linux/asm-generic/`); empty:
  /// none are searched.
  std::string HeaderDir;
  /// Relative paths start here; empty: the process's working directory.
  std::string WorkingDir;
};

struct CompileResult {
  /// Null when compiling failed. The target's early passes (CO-RE lowering)
  /// have run: they must see one module at a time.
  std::unique_ptr<llvm::MemoryBuffer> Bitcode;
  /// Absolute paths of every file read, the source first, sorted after that.
  /// Also filled when compiling failed, so that watchers notice the mending.
  std::vector<std::string> Dependencies;
  /// Absolute paths of what was looked for and was not there, sorted: where one
  /// of them appears, the same compile may give something else.
  std::vector<std::string> Absent;
  /// The source asks for the time (__DATE__ and its like), so that the same
  /// files give something else each time.
  bool UsesClock = false;
};

CompileResult compile(CompileInput Input, const CompileOptions &Options,
                      DiagnosticSink &Diagnostics, Timings &Times);

/// True for names the compiler takes: `.c` (and so `.bpf.c`).
bool isSourceName(llvm::StringRef Name);

} // namespace bpflinker

#endif
