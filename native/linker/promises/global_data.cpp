#include "linker/promises/global_data.h"

#include "linker/diagnose/locations.h"
#include "linker/ir/program_section.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool hasVolatileType(const DIType *Type) {
  for (;;) {
    if (!Type)
      return false;
    if (Type->getTag() == dwarf::DW_TAG_volatile_type)
      return true;
    bool Inner = Type->getTag() == dwarf::DW_TAG_const_type ||
                 Type->getTag() == dwarf::DW_TAG_typedef;
    if (auto *Derived = dyn_cast<DIDerivedType>(Type); Derived && Inner)
      Type = Derived->getBaseType();
    else if (Type->getTag() == dwarf::DW_TAG_array_type)
      Type = cast<DICompositeType>(Type)->getBaseType();
    else
      return false;
  }
}

/// Calls `Do` with each instruction that is reached from the variable through
/// address arithmetic alone.
void forEachAccess(Value &G, function_ref<void(Instruction &)> Do) {
  SmallPtrSet<Value *, 16> Seen;
  SmallVector<Value *> Worklist{&G};
  while (!Worklist.empty())
    for (User *U : Worklist.pop_back_val()->users()) {
      if (!Seen.insert(U).second)
        continue;
      if (isa<GEPOperator, BitCastOperator, AddrSpaceCastOperator>(U))
        Worklist.push_back(U);
      else if (auto *I = dyn_cast<Instruction>(U))
        Do(*I);
    }
}

bool isVolatileAccess(const Instruction &I) {
  if (auto *Memory = dyn_cast<MemIntrinsic>(&I))
    return Memory->isVolatile();
  return I.isVolatile();
}

/// Its name in the source.
StringRef nameOf(const GlobalVariable &G) {
  SmallVector<DIGlobalVariableExpression *, 1> Debug;
  G.getDebugInfo(Debug);
  return Debug.empty() || Debug.front()->getVariable()->getName().empty()
             ? G.getName()
             : Debug.front()->getVariable()->getName();
}

StringRef sectionOf(const GlobalVariable &G) {
  if (G.hasSection())
    return G.getSection();
  if (G.isConstant())
    return ".rodata";
  return G.hasInitializer() && G.getInitializer()->isNullValue() ? ".bss"
                                                                 : ".data";
}

/// The first instruction, in the order of the uses, of a program that needs it.
const Instruction *userOf(const GlobalVariable &G, bool ProgramsOnly) {
  const Instruction *Found = nullptr;
  SmallPtrSet<const Value *, 16> Seen;
  SmallVector<const Value *> Worklist{&G};
  while (!Worklist.empty())
    for (const User *U : Worklist.pop_back_val()->users()) {
      if (!Seen.insert(U).second)
        continue;
      auto *I = dyn_cast<Instruction>(U);
      if (!I)
        // Through another variable's initial value no code is reached.
        Worklist.append(isa<GlobalVariable>(U) ? 0 : 1, U);
      else if (!ProgramsOnly ||
               isProgramSection(I->getFunction()->getSection()))
        Found = I;
    }
  return Found;
}

} // namespace

bool isGlobalData(const GlobalVariable &G) {
  if (G.getName().starts_with("llvm."))
    return false;
  StringRef Section = sectionOf(G);
  if (G.isDeclaration())
    return Section == ".kconfig";
  return any_of(std::initializer_list<StringRef>{".data", ".rodata", ".bss"},
                [&](StringRef Prefix) {
                  return Section == Prefix ||
                         Section.starts_with((Prefix + ".").str());
                });
}

/// Whether an access may give what the variable has of addresses.
static bool mayReadAddress(const GlobalVariable &G, const Instruction &Access) {
  if (const auto *Store = dyn_cast<StoreInst>(&Access))
    return getUnderlyingObject(Store->getPointerOperand()) != &G;
  const auto *Load = dyn_cast<LoadInst>(&Access);
  if (!Load)
    return true;
  const DataLayout &Layout = G.getDataLayout();
  APInt Offset(64, 0);
  if (Load->getPointerOperand()->stripAndAccumulateConstantOffsets(
          Layout, Offset, /*AllowNonInbounds=*/true) != &G)
    return true;
  const Constant *Value =
      ConstantFoldLoadFromConst(const_cast<Constant *>(G.getInitializer()),
                                Load->getType(), Offset, Layout);
  return !Value || Value->needsRelocation();
}

/// Addresses of labels, which the back end makes a jump table of, or refuses.
static bool holdsLabels(const Constant &C) {
  if (isa<BlockAddress>(C) || isa<GlobalValue>(C))
    return isa<BlockAddress>(C);
  return any_of(C.operands(), [](const Use &Operand) {
    return holdsLabels(*cast<Constant>(Operand));
  });
}

bool holdsAddresses(const GlobalVariable &G) {
  return isGlobalData(G) && G.hasInitializer() &&
         G.getInitializer()->needsRelocation() &&
         !holdsLabels(*G.getInitializer());
}

bool isConfiguration(const GlobalVariable &G) {
  if (!G.isConstant())
    return false;
  SmallVector<DIGlobalVariableExpression *, 1> Debug;
  G.getDebugInfo(Debug);
  for (const DIGlobalVariableExpression *E : Debug)
    if (hasVolatileType(E->getVariable()->getType()))
      return true;
  bool IsVolatile = false;
  forEachAccess(const_cast<GlobalVariable &>(G),
                [&](Instruction &I) { IsVolatile |= isVolatileAccess(I); });
  return IsVolatile;
}

void freezeRodata(Module &M) {
  for (GlobalVariable &G : M.globals()) {
    if (!isGlobalData(G) || !G.hasInitializer() || !isConfiguration(G))
      continue;
    forEachAccess(G, [](Instruction &I) {
      if (auto *Load = dyn_cast<LoadInst>(&I))
        Load->setVolatile(false);
      else if (auto *Memory = dyn_cast<MemIntrinsic>(&I))
        Memory->setVolatile(ConstantInt::getFalse(I.getContext()));
    });
    // What the debug info calls volatile would be taken for configuration
    // again.
    G.setMetadata(LLVMContext::MD_dbg, nullptr);
  }
}

void forbidLookupTables(Module &M) {
  for (Function &F : M)
    if (!F.isDeclaration())
      F.addFnAttr("no-jump-tables", "true");
}

void reportGlobalData(const Module &M, const LinkOptions &Options,
                      DiagnosticSink &Diagnostics) {
  for (const GlobalVariable &G : M.globals()) {
    if (!isGlobalData(G))
      continue;
    const Instruction *Use = userOf(G, Options.InlineAll);
    if (!Use)
      continue;
    std::string
        What = "the global variable ",
        Hint = "keep it in a map: an array (BPF_MAP_TYPE_ARRAY) of one element";
    if (G.isDeclaration()) {
      What = "the kernel's configuration, ";
      Hint = "leave it to another program, for newer kernels";
    } else if (!Options.FreezeRodata && isConfiguration(G)) {
      What = "the configuration variable (const volatile) ";
      Hint = "set freezeRodata to true to take the value that the source gives "
             "it, or keep it in a map";
    } else if (G.isConstant()) {
      What = "the constant ";
      Hint = "it is too large for code and stack (512 bytes): make it smaller, "
             "or keep it in a map";
    }
    Diagnostics.report(
        error(Code::CODEGEN_ERROR,
              ("'" + sourceName(*Use->getFunction()) + "' uses " + What + "'" +
               nameOf(G) + "' (" + sectionOf(G) +
               "), and these kernels have no global data")
                  .str())
            .at(locationOf(*Use))
            .symbol(nameOf(G))
            .hint(Hint)
            .note(Diagnostic(Severity::Note, Code::CODEGEN_ERROR,
                             ("'" + nameOf(G) + "' is declared here").str())
                      .at(locationOf(G))));
  }
}

void reportAddresses(const Module &M, DiagnosticSink &Diagnostics) {
  for (const GlobalVariable &G : M.globals()) {
    if (!holdsAddresses(G))
      continue;
    const Instruction *Use = nullptr;
    forEachAccess(const_cast<GlobalVariable &>(G), [&](Instruction &I) {
      if (!Use && mayReadAddress(G, I))
        Use = &I;
    });
    if (!Use)
      continue;
    Diagnostics.report(
        error(Code::CODEGEN_ERROR,
              ("'" + sourceName(*Use->getFunction()) + "' uses '" + nameOf(G) +
               "' (" + sectionOf(G) +
               "), which holds addresses, and loaders fill in none in data")
                  .str())
            .at(locationOf(*Use))
            .symbol(nameOf(G))
            .hint(G.isConstant()
                      ? "read it by index, up to 1024 elements, or keep the "
                        "values themselves in it: char names[4][16]"
                      : "make it const, so that it becomes code, or set it in "
                        "the program")
            .note(Diagnostic(Severity::Note, Code::CODEGEN_ERROR,
                             ("'" + nameOf(G) + "' is declared here").str())
                      .at(locationOf(G))));
  }
}

} // namespace bpflinker
