// Opening modules on demand. read/prepare.h is what is done to each then.

#ifndef BPF_LINKER_LINKER_READ_LAZY_MODULES_H
#define BPF_LINKER_LINKER_READ_LAZY_MODULES_H

#include "linker/read/input.h"
#include "linker/read/merge_target.h"
#include "linker/read/symbols.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

namespace bpflinker {

/// Gives the CO-RE globals of a module names that no other module has.
using CoreNaming = void(llvm::Module &M, unsigned Number);

/// The modules of the pieces. A module is opened when it is first asked for:
/// its globals are there then, its function bodies and metadata are not.
class LazyModules {
public:
  /// `NameCoreGlobals` is renameCoreGlobals, or null.
  LazyModules(OpenInputs &Opened, const std::vector<ModuleSymbols> &Symbols,
              const MergeTarget &Target, CoreNaming *NameCoreGlobals,
              llvm::LLVMContext &Context, DiagnosticSink &Diagnostics);

  /// Null after a diagnostic.
  llvm::Module *open(unsigned Piece);
  bool isOpen(unsigned Piece) const { return Modules[Piece] != nullptr; }
  /// The piece that an open module is of.
  unsigned pieceOf(const llvm::Module &M) const { return Pieces.lookup(&M); }
  std::unique_ptr<llvm::Module> take(unsigned Piece);

  /// Reads the function's body. False after a diagnostic.
  bool materialize(llvm::GlobalValue &V);
  /// Reads the whole module. False after a diagnostic.
  bool materializeAll(unsigned Piece);
  bool materializeMetadata(unsigned Piece);

  /// Warns of open modules that another major of LLVM has made, see
  /// versionWarning().
  void warnOfVersions();

  llvm::StringRef name(unsigned Piece) const {
    return Opened.Pieces[Piece].Name;
  }
  size_t size() const { return Modules.size(); }

private:
  bool check(unsigned Piece, llvm::Error Problem);
  std::unique_ptr<llvm::Module> read(unsigned Piece);
  bool prepare(unsigned Piece, llvm::Module &M);

  OpenInputs &Opened;
  const std::vector<ModuleSymbols> &Symbols;
  const MergeTarget &Target;
  CoreNaming *NameCoreGlobals;
  llvm::LLVMContext &Context;
  DiagnosticSink &Diagnostics;
  std::vector<std::unique_ptr<llvm::Module>> Modules;
  llvm::DenseMap<const llvm::Module *, unsigned> Pieces;
  /// The files of which something was said.
  llvm::StringSet<> Told;
};

} // namespace bpflinker

#endif
