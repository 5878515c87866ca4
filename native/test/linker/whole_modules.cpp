#include "test/linker/whole_modules.h"

#include "llvm/Linker/Linker.h"

using namespace llvm;

namespace bpflinker::test {

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

void gatherWholeModules(Module &Output, const Resolved &From,
                        const LinkOptions &, DiagnosticSink &Diagnostics,
                        Timings &Times, const LinkSteps &) {
  PhaseTimer Timer(Times, "move");
  LazyModules &Modules = From.Modules;
  for (unsigned P = 0; P != Modules.size(); ++P)
    if (!Modules.open(P) || !Modules.materializeAll(P))
      return;
  for (SymbolRef Lost : From.Table.Overridden) {
    StringRef Name = From.Symbols[Lost.Piece].Symbols[Lost.Index].Name;
    if (GlobalValue *V = Modules.open(Lost.Piece)->getNamedValue(Name))
      dropBody(*V);
  }
  Linker Whole(Output);
  for (unsigned P = 0; P != Modules.size(); ++P)
    if (Whole.linkInModule(Modules.take(P)))
      return Diagnostics.report(error(
          Code::INTERNAL, ("LLVM's linker refused " + Modules.name(P)).str()));
}

LinkSteps exhaustiveSteps() {
  LinkSteps Steps;
  Steps.Gather = gatherWholeModules;
  return Steps;
}

} // namespace bpflinker::test
