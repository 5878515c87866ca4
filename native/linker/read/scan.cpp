#include "linker/read/scan.h"

#include "linker/read/bitcode.h"
#include "llvm_versions/module_asm.h"

#include "llvm/IR/GlobalObject.h"

using namespace llvm;

namespace bpflinker {

bool needsEarlyPasses(StringRef Name) {
  // What BPFTargetMachine::registerPassBuilderCallbacks lowers at the start of
  // the pipeline. `llvm.bpf.passthrough` and its like come out of it.
  return Name.starts_with("llvm.preserve.") ||
         Name.starts_with("llvm.bpf.preserve.") ||
         Name.starts_with("llvm.bpf.btf.type.id");
}

ModuleSymbols symbolsOf(const Module &M, StringSaver &Strings) {
  ModuleSymbols Result;
  Result.Triple = M.getTargetTriple().str();
  Result.DataLayout = M.getDataLayoutStr();
  Result.Asm = moduleAsm(M);
  auto Add = [&](const GlobalValue &V, SymbolKind Kind) {
    if (V.hasPrivateLinkage())
      return;
    StringRef Name = V.getName();
    if (Name.starts_with("llvm.")) {
      Result.HasAppending |= V.hasAppendingLinkage();
      Result.NeedsEarlyPasses |= needsEarlyPasses(Name);
      if (!V.hasAppendingLinkage())
        return;
    }
    Symbol S;
    // A global's name moves or goes with its module.
    S.Name = Strings.save(Name);
    // That of an alias would be its target's.
    if (isa<GlobalObject>(V))
      S.Section = Strings.save(V.getSection());
    if (const Comdat *C = V.getComdat())
      S.Comdat = Strings.save(C->getName());
    S.Kind = Kind;
    S.Linkage = V.getLinkage();
    S.Visibility = V.getVisibility();
    S.UnnamedAddr = V.getUnnamedAddr();
    S.IsDeclaration = V.isDeclaration();
    if (const auto *Variable = dyn_cast<GlobalVariable>(&V))
      S.IsConstant = Variable->isConstant();
    Result.Symbols.push_back(S);
  };
  for (const GlobalVariable &V : M.globals())
    Add(V, SymbolKind::Variable);
  for (const Function &F : M)
    Add(F, SymbolKind::Function);
  for (const GlobalAlias &A : M.aliases())
    Add(A, SymbolKind::Alias);
  for (const GlobalIFunc &I : M.ifuncs())
    Add(I, SymbolKind::Ifunc);
  return Result;
}

std::vector<ModuleSymbols> scanAll(OpenInputs &Opened, LLVMContext &Context,
                                   DiagnosticSink &Diagnostics) {
  std::vector<ModuleSymbols> All;
  All.reserve(Opened.Pieces.size());
  for (Piece &P : Opened.Pieces) {
    if (!P.Parsed) {
      Expected<ModuleSymbols> Scanned = scanBitcode(*P.Bitcode, Opened.Strings);
      if (Scanned) {
        All.push_back(std::move(*Scanned));
        continue;
      }
      consumeError(Scanned.takeError());
      auto Lazy = P.Bitcode->getLazyModule(Context,
                                           /*ShouldLazyLoadMetadata=*/true,
                                           /*IsImporting=*/false);
      if (!Lazy) {
        Diagnostics.report(bitcodeDiagnostic(P.Name, P.Bitcode->getBuffer(),
                                             Lazy.takeError()));
        All.emplace_back();
        continue;
      }
      P.Parsed = std::move(*Lazy);
    }
    All.push_back(symbolsOf(*P.Parsed, Opened.Strings));
  }
  return All;
}

} // namespace bpflinker
