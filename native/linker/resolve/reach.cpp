#include "linker/resolve/reach.h"

#include "linker/read/prepare.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Metadata.h"

using namespace llvm;

namespace bpflinker {

namespace {

class Reacher {
public:
  Reacher(const SymbolTable &Table, LazyModules &Modules)
      : Table(Table), Modules(Modules) {}

  /// The definition, null when there is none.
  GlobalValue *wantName(StringRef Name);
  void want(GlobalValue &V);
  /// Follows edges until nothing new is found. False after a diagnostic.
  bool run();

  ReachResult Result;

private:
  void wantBody(GlobalValue &V);
  bool follow(GlobalValue &V);
  void followFunction(Function &F);
  void followOperand(Value *V);
  void followConstant(Constant *C);

  const SymbolTable &Table;
  LazyModules &Modules;
  SmallVector<GlobalValue *, 64> Worklist;
  /// Seen as a reference; a declaration is in here but not in Reached.
  DenseSet<const GlobalValue *> Seen;
  DenseSet<const Constant *> SeenConstants;
  DenseSet<const Comdat *> SeenComdats;
  bool Failed = false;
};

GlobalValue *Reacher::wantName(StringRef Name) {
  const Resolution *Known = Table.find(Name);
  if (!Known || !Known->body())
    return nullptr;
  Module *M = Modules.open(Known->body().Piece);
  if (!M)
    Failed = true;
  GlobalValue *V = M ? M->getNamedValue(Name) : nullptr;
  if (V)
    wantBody(*V);
  return V;
}

void Reacher::want(GlobalValue &V) {
  if (!Seen.insert(&V).second)
    return;
  if (V.hasLocalLinkage() || V.hasAppendingLinkage()) {
    wantBody(V);
    return;
  }
  if (V.getName().starts_with("llvm."))
    return;
  GlobalValue *Definition = wantName(V.getName());
  if (Definition != &V && V.isDeclaration())
    Result.References.push_back({&V, Definition});
}

void Reacher::wantBody(GlobalValue &V) {
  if (Result.Reached.insert(&V).second)
    Worklist.push_back(&V);
}

bool Reacher::run() {
  while (!Worklist.empty() && !Failed)
    if (!follow(*Worklist.pop_back_val()))
      Failed = true;
  return !Failed;
}

bool Reacher::follow(GlobalValue &V) {
  if (const Comdat *C = V.getComdat(); C && SeenComdats.insert(C).second) {
    // The set's order is that of addresses.
    SmallVector<GlobalObject *, 8> Members(C->getUsers().begin(),
                                           C->getUsers().end());
    sort(Members, [](const GlobalObject *A, const GlobalObject *B) {
      return A->getName() < B->getName();
    });
    for (GlobalObject *Member : Members)
      want(*Member);
  }
  if (auto *F = dyn_cast<Function>(&V)) {
    if (!Modules.materialize(*F))
      return false;
    followFunction(*F);
  } else if (auto *Variable = dyn_cast<GlobalVariable>(&V)) {
    if (Variable->hasInitializer())
      followConstant(Variable->getInitializer());
  } else {
    // The move copies what an alias stands for from the alias's own module,
    // whichever definition of that name prevails.
    auto *Alias = dyn_cast<GlobalAlias>(&V);
    followConstant(Alias ? Alias->getAliasee()
                         : cast<GlobalIFunc>(V).getResolver());
    GlobalObject *Object = Alias ? Alias->getAliaseeObject()
                                 : cast<GlobalIFunc>(V).getResolverFunction();
    if (Object && !Object->isDeclaration())
      wantBody(*Object);
  }
  return !Failed;
}

void Reacher::followFunction(Function &F) {
  // Personality, prefix and prologue.
  for (Value *Operand : F.operands())
    followOperand(Operand);
  for (Instruction &I : instructions(F)) {
    for (Value *Operand : I.operands())
      followOperand(Operand);
    // The move follows debug records as well.
    for (DbgVariableRecord &Record : filterDbgVars(I.getDbgRecordRange()))
      for (Value *Location : Record.location_ops())
        followOperand(Location);
  }
}

void Reacher::followOperand(Value *V) {
  if (auto *C = dyn_cast<Constant>(V)) {
    followConstant(C);
    return;
  }
  if (auto *Wrapped = dyn_cast<MetadataAsValue>(V))
    if (auto *C = dyn_cast<ConstantAsMetadata>(Wrapped->getMetadata()))
      followConstant(C->getValue());
}

void Reacher::followConstant(Constant *First) {
  SmallVector<Constant *, 16> Pending{First};
  while (!Pending.empty()) {
    Constant *C = Pending.pop_back_val();
    if (auto *V = dyn_cast<GlobalValue>(C)) {
      want(*V);
      continue;
    }
    // Most constants are leaves.
    if (C->getNumOperands() == 0 || !SeenConstants.insert(C).second)
      continue;
    // In order, so that modules are opened in an order that only the inputs
    // decide.
    for (unsigned I = C->getNumOperands(); I-- != 0;)
      if (auto *Operand = dyn_cast<Constant>(C->getOperand(I)))
        Pending.push_back(Operand);
  }
}

} // namespace

ReachResult reach(ArrayRef<StringRef> Roots, const SymbolTable &Table,
                  const std::vector<ModuleSymbols> &Symbols,
                  LazyModules &Modules) {
  Reacher R(Table, Modules);
  for (unsigned P = 0; P != Symbols.size(); ++P) {
    bool HasAsm = !Symbols[P].Asm.empty() && !isOnlyProbestack(Symbols[P].Asm);
    if (!HasAsm && !Symbols[P].HasAppending)
      continue;
    Module *M = Modules.open(P);
    if (!M)
      return std::move(R.Result);
    for (GlobalVariable &V : M->globals())
      if (V.hasAppendingLinkage())
        R.want(V);
  }
  for (StringRef Root : Roots)
    R.wantName(Root);
  R.run();
  return std::move(R.Result);
}

} // namespace bpflinker
