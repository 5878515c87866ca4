#include "linker/resolve/internalize.h"

#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace bpflinker {

void internalize(MergedModule &Merged) {
  StringSet<> Visible;
  Visible.insert_range(Merged.Exports);
  Visible.insert_range(Merged.MemoryBuiltins);

  Module &M = *Merged.M;
  for (GlobalValue &V : M.global_values()) {
    if (V.isDeclarationForLinker() || V.hasAppendingLinkage() ||
        V.getName().starts_with("llvm."))
      continue;
    // A comdat would become an ELF group, which BPF loaders do not read; in the
    // one object there is nothing left to choose from.
    if (auto *Object = dyn_cast<GlobalObject>(&V))
      Object->setComdat(nullptr);
    if (Visible.contains(V.getName())) {
      if (V.hasLinkOnceODRLinkage())
        V.setLinkage(GlobalValue::WeakODRLinkage);
      else if (V.hasLinkOnceAnyLinkage())
        V.setLinkage(GlobalValue::WeakAnyLinkage);
      continue;
    }
    if (V.hasLocalLinkage())
      continue;
    V.setVisibility(GlobalValue::DefaultVisibility);
    V.setDLLStorageClass(GlobalValue::DefaultStorageClass);
    V.setLinkage(GlobalValue::InternalLinkage);
    V.setDSOLocal(true);
  }
  M.getComdatSymbolTable().clear();
}

} // namespace bpflinker
