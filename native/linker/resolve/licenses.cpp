#include "linker/resolve/licenses.h"

#include "linker/resolve/conflicts.h"

#include "llvm/IR/Constants.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// The text of a licence, or the number of a version, to compare and to show.
std::string contentsOf(const GlobalValue &V) {
  const auto *Variable = dyn_cast<GlobalVariable>(&V);
  if (!Variable || !Variable->hasInitializer())
    return "";
  const Constant *C = Variable->getInitializer();
  // Rust wraps the bytes in a struct.
  while (C->getType()->isStructTy() && C->getNumOperands() == 1)
    C = cast<Constant>(C->getOperand(0));
  if (const auto *Bytes = dyn_cast<ConstantDataSequential>(C))
    if (Bytes->isString())
      return Bytes->getAsString().split('\0').first.str();
  if (const auto *Number = dyn_cast<ConstantInt>(C))
    return std::to_string(Number->getZExtValue());
  if (C->isNullValue())
    return "";
  std::string Text;
  raw_string_ostream(Text) << *C;
  return Text;
}

GlobalValue *find(const License &L, LazyModules &Modules) {
  Module *M = Modules.open(L.Definition.Piece);
  return M ? M->getNamedValue(L.Name) : nullptr;
}

void compare(const License &A, const License &B, LazyModules &Modules,
             DiagnosticSink &Diagnostics) {
  GlobalValue *First = find(A, Modules), *Second = find(B, Modules);
  if (!First || !Second)
    return;
  std::string Ours = contentsOf(*First), Theirs = contentsOf(*Second);
  if (Ours == Theirs)
    return;
  StringRef InA = Modules.name(A.Definition.Piece),
            InB = Modules.name(B.Definition.Piece);
  auto Place = [&](GlobalValue &V, StringRef Verb, StringRef In) {
    return Diagnostic(Severity::Note, Code::SYMBOL_DUPLICATE,
                      (Verb + ", in " + In).str())
        .at(placeOf(V, Modules))
        .symbol(V.getName());
  };
  Diagnostic Again = Place(*Second, "and again here", InB);
  Diagnostics.report(error(Code::SYMBOL_DUPLICATE,
                           ("section '" + A.Section + "' is '" + Ours +
                            "' in " + InA + " and '" + Theirs + "' in " + InB)
                               .str())
                         .symbol(B.Name)
                         .at(Again.Where)
                         .hint(("an object has one " + A.Section +
                                "; give all inputs the same")
                                   .str())
                         .note(Place(*First, "first defined here", InA))
                         .note(Again));
}

} // namespace

void reportLicenses(const SymbolTable &Table, LazyModules &Modules,
                    DiagnosticSink &Diagnostics) {
  DenseMap<StringRef, const License *> First;
  for (const License &L : Table.Licenses) {
    auto [Known, IsNew] = First.try_emplace(L.Section, &L);
    if (!IsNew)
      compare(*Known->second, L, Modules, Diagnostics);
  }
}

void dropRepeatedLicenses(Module &Output) {
  for (StringRef Section : {"license", "version"}) {
    SmallVector<GlobalVariable *, 2> All;
    for (GlobalVariable &V : Output.globals())
      if (!V.isDeclaration() && V.getSection() == Section)
        All.push_back(&V);
    auto Kept = find_if(
        All, [](const GlobalVariable *V) { return !V->hasLocalLinkage(); });
    if (Kept == All.end())
      Kept = All.begin();
    for (GlobalVariable *V : All) {
      if (V == *Kept)
        continue;
      removeFromUsedLists(Output, [&](Constant *C) { return C == V; });
      V->removeDeadConstantUsers(); // the lists as they were
      // Code may read it; then it moves to where constants are.
      if (V->use_empty())
        V->eraseFromParent();
      else
        V->setSection("");
    }
  }
}

} // namespace bpflinker
