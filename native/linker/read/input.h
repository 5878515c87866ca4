// Opening inputs: files and bytes in memory → bitcode modules, none of them
// parsed.
//
// An input is told by its first bytes: bitcode (raw or wrapped), an ELF file
// with embedded bitcode, an archive of those, or textual IR. Files are mapped
// and only what is needed of them is touched: of an archive's members that hold
// no bitcode just the first bytes, so that the 40 MB `lib.rmeta` of a Rust
// library costs nothing.
//
// The room read/
//   in    what the user named (LinkInput)
//   out   its modules (OpenInputs), their symbol tables (scan.h), and the
//         modules themselves, opened when something is wanted of them
//         (lazy_modules.h) and made fit to be merged (prepare.h)

#ifndef BPF_LINKER_LINKER_READ_INPUT_H
#define BPF_LINKER_LINKER_READ_INPUT_H

#include "linker/options.h"
#include "support/diagnostic.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/Archive.h"
#include "llvm/Support/StringSaver.h"

#include <memory>
#include <optional>
#include <vector>

namespace bpflinker {

/// What mends a Rust library that holds nothing for BPF.
inline constexpr llvm::StringLiteral CrateRemedy =
    "build the crate for BPF: cargo build --target bpfel-unknown-none "
    "-Z build-std=core";

/// One module of an input.
struct Piece {
  /// "probe.bc", "libfilters.a(drop.o)".
  llvm::StringRef Name;
  /// Bitcode, not read yet; none for textual IR.
  std::optional<llvm::BitcodeModule> Bitcode;
  /// Textual IR (parsing it is the only way to see its symbols), and old
  /// bitcode that scan could not read.
  std::unique_ptr<llvm::Module> Parsed;
  bool FromArchive = false;
};

/// All pieces in input order, and what keeps their bytes alive.
struct OpenInputs {
  std::vector<Piece> Pieces;

  OpenInputs() : Strings(Storage) {}
  OpenInputs(const OpenInputs &) = delete;
  OpenInputs &operator=(const OpenInputs &) = delete;

  llvm::BumpPtrAllocator Storage;
  llvm::StringSaver Strings;
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Buffers;
  /// Thin archives own the files of their members.
  std::vector<std::unique_ptr<llvm::object::Archive>> Archives;
};

/// Opens every input; reports each bad one and goes on with the next. NO_INPUTS
/// when nothing usable is left and nothing else was wrong.
void openInputs(std::vector<LinkInput> Inputs, OpenInputs &Opened,
                llvm::LLVMContext &Context, DiagnosticSink &Diagnostics);

} // namespace bpflinker

#endif
