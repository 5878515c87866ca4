#include "linker/exhaustive.h"

#include "llvm/Linker/Linker.h"

using namespace llvm;

namespace bpflinker {

static void dropBody(GlobalValue &V) {
  if (auto *F = dyn_cast<Function>(&V)) {
    F->deleteBody();
    F->setComdat(nullptr);
  } else if (auto *Variable = dyn_cast<GlobalVariable>(&V)) {
    Variable->setInitializer(nullptr);
    Variable->setLinkage(GlobalValue::ExternalLinkage);
    Variable->setComdat(nullptr);
  }
}

bool linkExhaustively(Module &Output, const SymbolTable &Table,
                      const std::vector<ModuleSymbols> &Symbols,
                      LazyModules &Modules, DiagnosticSink &Diagnostics) {
  for (unsigned P = 0; P != Modules.size(); ++P)
    if (!Modules.open(P) || !Modules.materializeAll(P))
      return false;
  for (SymbolRef Lost : Table.Overridden) {
    StringRef Name = Symbols[Lost.Piece].Symbols[Lost.Index].Name;
    if (GlobalValue *V = Modules.open(Lost.Piece)->getNamedValue(Name))
      dropBody(*V);
  }
  Linker Whole(Output);
  for (unsigned P = 0; P != Modules.size(); ++P)
    if (Whole.linkInModule(Modules.take(P))) {
      Diagnostics.report(error(
          Code::INTERNAL, ("LLVM's linker refused " + Modules.name(P)).str()));
      return false;
    }
  return true;
}

} // namespace bpflinker
