#include "linker/resolve/conflicts.h"

#include "linker/diagnose/locations.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace bpflinker {

namespace {

GlobalValue *definition(StringRef Name, SymbolRef Ref, LazyModules &Modules) {
  Module *M = Modules.open(Ref.Piece);
  return M ? M->getNamedValue(Name) : nullptr;
}

uint64_t sizeOf(const GlobalValue &V) {
  return V.getDataLayout().getTypeAllocSize(V.getValueType()).getFixedValue();
}

void reportDuplicate(const Conflict &C, Diagnostic D, LazyModules &Modules,
                     DiagnosticSink &Diagnostics) {
  auto Place = [&](SymbolRef Ref) {
    GlobalValue *V = definition(C.Name, Ref, Modules);
    return V ? placeOf(*V, Modules)
             : SourceLocation{Modules.name(Ref.Piece).str()};
  };
  D.symbol(C.Name).at(Place(C.Second));
  D.note(Diagnostic(
             Severity::Note, Code::SYMBOL_DUPLICATE,
             ("first defined here, in " + Modules.name(C.First.Piece)).str())
             .at(Place(C.First))
             .symbol(C.Name));
  D.note(
      Diagnostic(Severity::Note, Code::SYMBOL_DUPLICATE,
                 ("and again here, in " + Modules.name(C.Second.Piece)).str())
          .at(D.Where)
          .symbol(C.Name));
  Diagnostics.report(std::move(D));
}

} // namespace

SourceLocation placeOf(GlobalValue &V, LazyModules &Modules) {
  unsigned Piece = Modules.pieceOf(*V.getParent());
  SourceLocation Found;
  // A function's debug info is attached in its body, a variable's to itself.
  if (auto *F = dyn_cast<Function>(&V)) {
    if (Modules.materialize(*F))
      Found = locationOf(*F);
  } else if (auto *Variable = dyn_cast<GlobalVariable>(&V)) {
    SmallVector<DIGlobalVariableExpression *, 1> Expressions;
    if (Modules.materializeMetadata(Piece))
      Variable->getDebugInfo(Expressions);
    if (!Expressions.empty()) {
      const DIGlobalVariable *D = Expressions.front()->getVariable();
      SmallString<128> Path(D->getFilename());
      if (!sys::path::is_absolute(Path) && !D->getDirectory().empty()) {
        Path = D->getDirectory();
        sys::path::append(Path, D->getFilename());
      }
      Found = {Path.str().str(), D->getLine(), 0};
    }
  }
  if (Found.empty())
    Found.File = Modules.name(Piece).str();
  return Found;
}

void settleCommons(SymbolTable &Table, LazyModules &Modules) {
  for (const Conflict &C : Table.Commons) {
    Resolution &R = Table.Names[Table.Index.lookup(C.Name)];
    const GlobalValue *Now = definition(C.Name, R.Definition, Modules);
    const GlobalValue *Other = definition(C.Name, C.Second, Modules);
    if (Now && Other && Now->hasCommonLinkage() &&
        sizeOf(*Other) > sizeOf(*Now))
      R.Definition = C.Second;
  }
}

void reportConflicts(const SymbolTable &Table, LazyModules &Modules,
                     DiagnosticSink &Diagnostics) {
  for (const Conflict &C : Table.Duplicates)
    reportDuplicate(
        C,
        error(Code::SYMBOL_DUPLICATE,
              ("'" + C.Name + "' is defined in " + Modules.name(C.First.Piece) +
               " and in " + Modules.name(C.Second.Piece))
                  .str())
            .hint("make one of them static or __weak, or leave "
                  "one input out"),
        Modules, Diagnostics);
}

} // namespace bpflinker
