#include "linker/resolve/move.h"
#include "llvm_versions/module_asm.h"

#include "llvm/Linker/IRMover.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// The reached definitions in the order in which LLVM's own linker moves them:
/// variables, functions, aliases, ifuncs. Those that go only where they are
/// needed (linkonce, available_externally) come after the others, unless a
/// module before this one needs them. Local ones come along with what refers to
/// them.
SmallVector<GlobalValue *, 0> wantedOf(Module &M, const ReachedSet &Reached,
                                       const Module &Output) {
  SmallVector<GlobalValue *, 0> Wanted, OnReference;
  auto Add = [&](GlobalValue &V) {
    if (V.hasLocalLinkage() || !Reached.contains(&V))
      return;
    bool Lazily =
        (V.hasLinkOnceLinkage() || V.hasAvailableExternallyLinkage()) &&
        !Output.getNamedValue(V.getName());
    (Lazily ? OnReference : Wanted).push_back(&V);
  };
  for_each(M.globals(), Add);
  for_each(M.functions(), Add);
  for_each(M.aliases(), Add);
  for_each(M.ifuncs(), Add);
  Wanted.append(OnReference);
  return Wanted;
}

void applyResolution(GlobalValue &V, const SymbolTable &Table) {
  const Resolution *Known = Table.find(V.getName());
  if (!Known || V.hasAppendingLinkage())
    return;
  V.setVisibility(Known->Visibility);
  V.setUnnamedAddr(Known->UnnamedAddr);
  // As in libbpf's linker: what somebody needs is no longer weak. That also
  // lets the optimiser look into it.
  if (V.hasWeakAnyLinkage() && Known->IsStrongReference &&
      !isMemoryBuiltin(V.getName()))
    V.setLinkage(GlobalValue::ExternalLinkage);
}

} // namespace

Diagnostic moveDiagnostic(StringRef Name, Error Problem) {
  return error(Code::IR_INVALID, (Name +
                                  " cannot be linked with the inputs "
                                  "before it: " +
                                  toString(std::move(Problem)))
                                     .str())
      .atFile(Name)
      .hint("compile all inputs with the same options");
}

bool moveReached(IRMover &Mover, Module &Output, const ReachedSet &Reached,
                 const SymbolTable &Table, LazyModules &Modules,
                 DiagnosticSink &Diagnostics) {
  for (unsigned P = 0; P != Modules.size(); ++P) {
    if (!Modules.isOpen(P))
      continue;
    std::unique_ptr<Module> M = Modules.take(P);
    SmallVector<GlobalValue *, 0> Wanted = wantedOf(*M, Reached, Output);
    if (Wanted.empty() && moduleAsm(*M).empty())
      continue;
    for (GlobalValue *V : Wanted)
      applyResolution(*V, Table);
    StringRef Name = Modules.name(P);
    // What is not reached stays a declaration. Only debug info refers to it.
    Error Problem = Mover.move(
        std::move(M), Wanted, [](GlobalValue &, const IRMover::ValueAdder &) {},
        /*IsPerformingImport=*/false);
    if (Problem) {
      Diagnostics.report(moveDiagnostic(Name, std::move(Problem)));
      return false;
    }
  }
  return true;
}

void nameStaticMaps(Module &Output) {
  for (GlobalVariable &V : Output.globals()) {
    if (!V.hasLocalLinkage() ||
        !(V.getSection() == ".maps" || V.getSection() == "maps"))
      continue;
    std::string Name = V.getName().str();
    std::replace(Name.begin(), Name.end(), '.', '_');
    if (Name != V.getName())
      V.setName(Name);
  }
}

void mergeDeclarations(Module &Output, const SymbolTable &Table) {
  for (GlobalValue &V : Output.global_values()) {
    if (!V.isDeclaration() || V.getName().starts_with("llvm."))
      continue;
    const Resolution *Known = Table.find(V.getName());
    if (!Known)
      continue;
    V.setVisibility(Known->Visibility);
    V.setUnnamedAddr(Known->UnnamedAddr);
    // One file may say `__ksym` and another not.
    if (auto *Object = dyn_cast<GlobalObject>(&V);
        Object && !Object->hasSection())
      Object->setSection(Known->DeclaredSection);
    if (auto *Variable = dyn_cast<GlobalVariable>(&V))
      Variable->setConstant(Variable->isConstant() && Known->IsConstant);
    // As in libbpf's linker: one strong reference makes it required.
    if (V.hasExternalWeakLinkage() && Known->IsStrongReference)
      V.setLinkage(GlobalValue::ExternalLinkage);
  }
}

} // namespace bpflinker
