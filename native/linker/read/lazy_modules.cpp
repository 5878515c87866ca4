#include "linker/read/lazy_modules.h"

#include "linker/read/bitcode.h"
#include "linker/read/prepare.h"
#include "llvm_versions/module_asm.h"

using namespace llvm;

namespace bpflinker {

LazyModules::LazyModules(OpenInputs &Opened,
                         const std::vector<ModuleSymbols> &Symbols,
                         const MergeTarget &Target, CoreNaming *NameCoreGlobals,
                         LLVMContext &Context, DiagnosticSink &Diagnostics)
    : Opened(Opened), Symbols(Symbols), Target(Target),
      NameCoreGlobals(NameCoreGlobals), Context(Context),
      Diagnostics(Diagnostics), Modules(Opened.Pieces.size()) {}

bool LazyModules::check(unsigned Piece, Error Problem) {
  if (!Problem)
    return true;
  const auto &Bitcode = Opened.Pieces[Piece].Bitcode;
  Diagnostic D = bitcodeDiagnostic(
      name(Piece), Bitcode ? Bitcode->getBuffer() : "", std::move(Problem));
  // A file may hold many modules, and each may be asked for again.
  if (Told.insert(name(Piece)).second)
    Diagnostics.report(std::move(D));
  return false;
}

void LazyModules::warnOfVersions() {
  for (unsigned P = 0; P != size(); ++P) {
    const auto &Bitcode = Opened.Pieces[P].Bitcode;
    if (!isOpen(P) || !Bitcode)
      continue;
    std::optional<Diagnostic> Warning =
        versionWarning(name(P), Bitcode->getBuffer());
    if (Warning && Told.insert(name(P)).second)
      Diagnostics.report(std::move(*Warning));
  }
}

std::unique_ptr<Module> LazyModules::read(unsigned Number) {
  Piece &P = Opened.Pieces[Number];
  if (P.Parsed)
    return std::move(P.Parsed);
  // The reader itself depends on the layout, so it is replaced there.
  ParserCallbacks Callbacks([&](StringRef, StringRef) {
    return std::optional<std::string>(Target.DataLayout);
  });
  auto Lazy =
      P.Bitcode->getLazyModule(Context, /*ShouldLazyLoadMetadata=*/true,
                               /*IsImporting=*/false, std::move(Callbacks));
  if (Lazy)
    return std::move(*Lazy);
  check(Number, Lazy.takeError());
  return nullptr;
}

Module *LazyModules::open(unsigned Piece) {
  if (Modules[Piece])
    return Modules[Piece].get();
  std::unique_ptr<Module> M = read(Piece);
  if (!M)
    return nullptr;
  Module *Opened = M.get();
  Modules[Piece] = std::move(M);
  Pieces[Opened] = Piece;
  return prepare(Piece, *Opened) ? Opened : nullptr;
}

bool LazyModules::prepare(unsigned Piece, Module &M) {
  M.setTargetTriple(Target.Triple);
  M.setDataLayout(Target.DataLayout);
  if (isOnlyProbestack(moduleAsm(M)))
    removeModuleAsm(M);
  dropOptimizeNone(M);
  if (Symbols[Piece].NeedsEarlyPasses) {
    if (!materializeAll(Piece))
      return false;
    runEarlyPasses(M);
  }
  if (NameCoreGlobals)
    NameCoreGlobals(M, Piece);
  return true;
}

std::unique_ptr<Module> LazyModules::take(unsigned Piece) {
  Pieces.erase(Modules[Piece].get());
  return std::move(Modules[Piece]);
}

bool LazyModules::materialize(GlobalValue &V) {
  return !V.isMaterializable() ||
         check(pieceOf(*V.getParent()), V.materialize());
}

bool LazyModules::materializeAll(unsigned Piece) {
  return check(Piece, Modules[Piece]->materializeAll());
}

bool LazyModules::materializeMetadata(unsigned Piece) {
  return check(Piece, Modules[Piece]->materializeMetadata());
}

} // namespace bpflinker
