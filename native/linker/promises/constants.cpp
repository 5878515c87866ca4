// A load with a variable index becomes a choice among the values: kernels
// before 5.12 refuse to read the stack at a variable offset, so that a copy
// there would not help. Where the address itself is needed (an argument of a
// helper), the bytes are stored on the stack, just before the call if it is
// one, so that several calls share the space.

#include "linker/promises/constant_choice.h"
#include "linker/promises/global_data.h"
#include "linker/promises/unwritten.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/IR/ReplaceConstant.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// The most arms of one choice.
constexpr int64_t MaxChoices = 1024;
/// BPF's stack.
constexpr uint64_t MaxStack = 512;

class Placer {
public:
  explicit Placer(GlobalVariable &G)
      : G(G), Layout(G.getDataLayout()), Init(*G.getInitializer()),
        Size(Layout.getTypeAllocSize(Init.getType())) {}

  /// What reads the variable gets its values.
  bool replaceReads() {
    convertUsersOfConstantsToInstructions({&G});
    bool Changed = false;
    for (Instruction *I : accesses())
      if (auto *Load = dyn_cast<LoadInst>(I))
        Changed |= choose(*Load);
      else if (auto *Copy = dyn_cast<MemTransferInst>(I))
        Changed |= store(*Copy);
    dropUnused();
    return Changed;
  }

  /// What else uses it gets a copy.
  bool run() {
    bool Changed = replaceReads();
    SmallMapVector<Function *, SmallVector<Use *>, 4> Left;
    for (Use &U : G.uses())
      if (auto *I = dyn_cast<Instruction>(U.getUser()))
        Left[I->getFunction()].push_back(&U);
    for (auto &[F, Uses] : Left)
      Changed |= copyToStack(*F, Uses);
    return Changed;
  }

private:
  SmallVector<Instruction *> accesses() {
    SmallVector<Instruction *> Found;
    SmallVector<Value *> Worklist{&G};
    while (!Worklist.empty())
      for (User *U : Worklist.pop_back_val()->users())
        if (auto *Step = dyn_cast<GetElementPtrInst>(U))
          Worklist.push_back(Step);
        else if (auto *I = dyn_cast<Instruction>(U))
          Found.push_back(I);
    return Found;
  }

  void dropUnused() {
    SmallVector<Value *> Worklist{&G};
    SmallVector<GetElementPtrInst *> Steps;
    while (!Worklist.empty())
      for (User *U : Worklist.pop_back_val()->users())
        if (auto *Step = dyn_cast<GetElementPtrInst>(U)) {
          Steps.push_back(Step);
          Worklist.push_back(Step);
        }
    for (GetElementPtrInst *Step : reverse(Steps))
      if (Step->use_empty())
        Step->eraseFromParent();
  }

  /// The bytes there as a value; what the sources leave open is 0. Null when it
  /// is half an address.
  Constant *valueAt(Type *T, int64_t Offset) const {
    if (Offset < 0 || Offset + Layout.getTypeStoreSize(T) > Size)
      return nullptr;
    Constant *Value =
        ConstantFoldLoadFromConst(&Init, T, APInt(64, Offset), Layout);
    return Value && isa<UndefValue>(Value) ? Constant::getNullValue(T) : Value;
  }

  /// Where in the variable a pointer points: Constant + Index * Scale.
  struct Place {
    int64_t Constant = 0;
    Value *Index = nullptr;
    int64_t Scale = 0;
  };

  std::optional<Place> placeOf(const Value *Pointer) const {
    SmallMapVector<Value *, APInt, 4> Variable;
    APInt Constant(64, 0);
    while (auto *Step = dyn_cast<GEPOperator>(Pointer)) {
      if (!Step->collectOffset(Layout, 64, Variable, Constant))
        return std::nullopt;
      Pointer = Step->getPointerOperand();
    }
    if (Pointer != &G || Variable.size() > 1)
      return std::nullopt;
    Place Result{Constant.getSExtValue()};
    if (!Variable.empty()) {
      Result.Index = Variable.front().first;
      Result.Scale = Variable.front().second.getSExtValue();
      if (Result.Scale <= 0)
        return std::nullopt;
    }
    return Result;
  }

  bool choose(LoadInst &Load) {
    std::optional<Place> From = placeOf(Load.getPointerOperand());
    if (Load.isVolatile() || !From)
      return false;
    Type *T = Load.getType();
    if (!From->Index) {
      Constant *Value = valueAt(T, From->Constant);
      if (!Value)
        return false;
      Load.replaceAllUsesWith(Value);
      Load.eraseFromParent();
      return true;
    }
    // Every index that stays inside.
    int64_t First = From->Constant >= 0
                        ? -(From->Constant / From->Scale)
                        : (-From->Constant + From->Scale - 1) / From->Scale;
    int64_t Room = int64_t(Size - Layout.getTypeStoreSize(T)) - From->Constant;
    int64_t Last = Room < 0 ? -1 : Room / From->Scale;
    // An index is signed.
    Last =
        std::min(Last, maxIntN(From->Index->getType()->getIntegerBitWidth()));
    if (Last < First || Last - First >= MaxChoices)
      return false;
    SmallVector<Constant *> Values;
    for (int64_t I = First; I <= Last; ++I) {
      Values.push_back(valueAt(T, From->Constant + I * From->Scale));
      if (!Values.back())
        return false;
    }
    Load.replaceAllUsesWith(chooseConstant(Load, *From->Index, Values, First));
    Load.eraseFromParent();
    return true;
  }

  /// The bytes [Offset, Offset + Length) of the variable, stored there.
  bool storeBytes(IRBuilder<> &Builder, Value *Destination, Align A,
                  uint64_t Offset, uint64_t Length, bool IsVolatile = false) {
    struct Word {
      uint64_t At;
      Constant *Value;
    };
    SmallVector<Word> Words;
    Type *Pointer = PointerType::getUnqual(G.getContext());
    for (uint64_t At = 0; At < Length;) {
      uint64_t Width = std::min<uint64_t>(8, commonAlignment(A, At).value());
      while (Width > Length - At)
        Width /= 2;
      Constant *Value = valueAt(Builder.getIntNTy(Width * 8), Offset + At);
      if (!Value && Width == 8)
        Value = valueAt(Pointer, Offset + At);
      if (!Value || isa<ConstantExpr>(Value))
        return false;
      Words.push_back({At, Value});
      At += Width;
    }
    for (const Word &W : Words)
      Builder.CreateAlignedStore(W.Value,
                                 Builder.CreateConstInBoundsGEP1_64(
                                     Builder.getInt8Ty(), Destination, W.At),
                                 commonAlignment(A, W.At), IsVolatile);
    return true;
  }

  bool store(MemTransferInst &Copy) {
    std::optional<Place> From = placeOf(Copy.getRawSource());
    auto *Length = dyn_cast<ConstantInt>(Copy.getLength());
    if (!From || From->Index || From->Constant < 0 || !Length)
      return false;
    IRBuilder<> Builder(&Copy);
    if (!storeBytes(Builder, Copy.getRawDest(),
                    std::max(Copy.getDestAlign().valueOrOne(),
                             Copy.getRawDest()->getPointerAlignment(Layout)),
                    From->Constant, Length->getZExtValue(), Copy.isVolatile()))
      return false;
    Copy.eraseFromParent();
    return true;
  }

  AllocaInst *makeRoom(Function &F) {
    IRBuilder<> Builder(&F.getEntryBlock(), F.getEntryBlock().begin());
    AllocaInst *Room = Builder.CreateAlloca(
        ArrayType::get(Builder.getInt8Ty(), Size), nullptr, G.getName());
    Room->setAlignment(Size % 8 == 0 || Size > 8 ? Align(8) : Align(4));
    return Room;
  }

  bool copyToStack(Function &F, ArrayRef<Use *> Uses) {
    if (Size > MaxStack)
      return false;
    if (all_of(Uses, [](const Use *U) {
          auto *Call = dyn_cast<CallInst>(U->getUser());
          return Call && !Call->getType()->isPointerTy();
        })) {
      bool Changed = false;
      for (Use *U : Uses) {
        AllocaInst *Room = makeRoom(F);
        auto *Call = cast<CallInst>(U->getUser());
        IRBuilder<> Builder(Call);
        CallInst *Begin = Builder.CreateLifetimeStart(Room);
        if (!storeBytes(Builder, Room, Room->getAlign(), 0, Size)) {
          Begin->eraseFromParent();
          Room->eraseFromParent();
          return Changed;
        }
        U->set(Room);
        Builder.SetInsertPoint(Call->getNextNode());
        Builder.CreateLifetimeEnd(Room);
        Changed = true;
      }
      return Changed;
    }
    AllocaInst *Room = makeRoom(F);
    IRBuilder<> Builder(&F.getEntryBlock(),
                        F.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    if (DISubprogram *Subprogram = F.getSubprogram())
      Builder.SetCurrentDebugLocation(DILocation::get(
          F.getContext(), Subprogram->getLine(), 0, Subprogram));
    if (!storeBytes(Builder, Room, Room->getAlign(), 0, Size)) {
      Room->eraseFromParent();
      return false;
    }
    for (Use *U : Uses)
      U->set(Room);
    return true;
  }

  GlobalVariable &G;
  const DataLayout &Layout;
  Constant &Init;
  uint64_t Size;
};

} // namespace

void placeConstants(Module &M, const LinkOptions &Options) {
  makeUnwrittenConstant(M);
  SmallPtrSet<GlobalVariable *, 16> Settled;
  for (GlobalVariable &G : M.globals())
    if ((!Options.FreezeRodata && isConfiguration(G)) || !isGlobalData(G) ||
        !G.isConstant() || !G.hasDefinitiveInitializer())
      Settled.insert(&G);
  // A table of addresses brings the constants that it points to.
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (GlobalVariable &G : M.globals())
      if (!Settled.contains(&G) && !G.use_empty())
        Changed |= Placer(G).run();
  }
}

void placeAddresses(Module &M, DiagnosticSink &Diagnostics) {
  auto IsTable = [](const GlobalVariable &G) {
    return holdsAddresses(G) && G.isConstant() &&
           G.hasDefinitiveInitializer() && !isConfiguration(G);
  };
  // One table may point to another.
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (GlobalVariable &G : M.globals())
      if (!G.use_empty() && IsTable(G))
        Changed |= Placer(G).replaceReads();
  }
  for (GlobalVariable &G : make_early_inc_range(M.globals()))
    if (G.hasLocalLinkage() && IsTable(G)) {
      G.removeDeadConstantUsers();
      if (G.use_empty())
        G.eraseFromParent();
    }
  reportAddresses(M, Diagnostics);
}

} // namespace bpflinker
