#include "linker/resolve/unresolved.h"

#include "linker/diagnose/locations.h"
#include "linker/resolve/name_patterns.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// Something that refers to a symbol: an instruction, or a variable whose
/// initial value does.
struct Reference {
  const Instruction *I = nullptr;
  const GlobalVariable *G = nullptr;
};

bool isLoaders(const GlobalValue &V) {
  if (V.hasExternalWeakLinkage())
    return true;
  auto *Object = dyn_cast<GlobalObject>(&V);
  return Object && Object->hasSection() &&
         (Object->getSection() == ".ksyms" ||
          Object->getSection() == ".kconfig");
}

/// Everything that refers to `V`, through constant expressions too, with at
/// most one instruction of each function.
SmallVector<Reference> referencesTo(const GlobalValue &V) {
  SmallVector<Reference> Result;
  SmallPtrSet<const Value *, 16> Seen;
  SmallVector<const Value *> Worklist{&V};
  while (!Worklist.empty()) {
    // Uses are listed last one first.
    SmallVector<const User *> Users(Worklist.pop_back_val()->users());
    for (const User *U : reverse(Users)) {
      if (auto *I = dyn_cast<Instruction>(U)) {
        if (Seen.insert(I->getFunction()).second)
          Result.push_back({I, nullptr});
      } else if (Seen.insert(U).second) {
        if (auto *G = dyn_cast<GlobalVariable>(U))
          Result.push_back({nullptr, G});
        else
          Worklist.push_back(U);
      }
    }
  }
  // llvm.used and its like keep symbols alive, they do not need them.
  erase_if(Result, [](const Reference &R) {
    return R.G && R.G->getName().starts_with("llvm.");
  });
  // Code says more than tables of pointers.
  std::stable_partition(Result.begin(), Result.end(),
                        [](const Reference &R) { return R.I; });
  return Result;
}

Diagnostic describe(Severity Level, const Reference &R, const Twine &Prefix) {
  StringRef User = R.I ? sourceName(*R.I->getFunction()) : R.G->getName();
  Diagnostic D(
      Level, Code::SYMBOL_UNRESOLVED,
      (Prefix + (R.I ? "function '" : "variable '") + User + "'").str());
  D.at(R.I ? locationOf(*R.I) : locationOf(*R.G));
  return D;
}

void report(StringRef Name, ArrayRef<Reference> References, std::string Hint,
            DiagnosticSink &Diagnostics) {
  Diagnostic D = describe(Severity::Error, References.front(),
                          "undefined symbol '" + Name + "', referred to by ");
  D.symbol(Name).hint(std::move(Hint));
  for (const Reference &R : References.drop_front())
    D.note(describe(Severity::Note, R, "also referred to by "));
  Diagnostics.report(std::move(D));
}

std::string hintFor(const GlobalValue &V) {
  if (V.getName().starts_with("bpf_") && isa<Function>(V))
    return "add the input that defines it, or declare it with __ksym if it is "
           "a kernel function";
  return ("add the input that defines it; if the loader or the kernel provides "
          "it, declare it __weak or __ksym, or allow it with "
          "--allow-unresolved=" +
          V.getName() + " (allowUnresolved: ['" + V.getName() +
          "'] in a config)")
      .str();
}

/// The back end makes a call of __bpf_trap of each llvm.trap.
void reportTraps(const Module &M, DiagnosticSink &Diagnostics) {
  SmallVector<Reference> Traps;
  for (const Function &F : M)
    if (F.getIntrinsicID() == Intrinsic::trap)
      append_range(Traps, referencesTo(F));
  const Function *Trap = M.getFunction("__bpf_trap");
  if (Trap && !isLoaders(*Trap))
    append_range(Traps, referencesTo(*Trap));
  if (!Traps.empty())
    report("__bpf_trap", Traps,
           "kernels from 6.17 on provide it: allow it with allowBpfTrap "
           "(--allow-bpf-trap), else avoid __builtin_trap",
           Diagnostics);
}

} // namespace

void reportUnresolved(const Module &M, const LinkOptions &Options,
                      DiagnosticSink &Diagnostics) {
  const UnresolvedSelection &Allowed = Options.AllowUnresolved;
  if (Allowed.All)
    return;
  NamePatterns Loaders(Allowed.Patterns, Code::OPTION_INVALID, Diagnostics);
  for (const GlobalValue &V : M.global_values()) {
    auto *F = dyn_cast<Function>(&V);
    if (!V.isDeclaration() || isLoaders(V) ||
        V.getName().starts_with("llvm.") || (F && F->isIntrinsic()) ||
        V.getName() == "__bpf_trap" || Loaders.matches(V.getName()))
      continue;
    SmallVector<Reference> References = referencesTo(V);
    if (!References.empty())
      report(V.getName(), References, hintFor(V), Diagnostics);
  }
  if (!Options.AllowBpfTrap && !Loaders.matches("__bpf_trap"))
    reportTraps(M, Diagnostics);
}

} // namespace bpflinker
