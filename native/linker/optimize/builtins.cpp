// Why this is needed at all: with `bpf-expand-memcpy-in-order` (for Rust, as in
// the original: JITs match load/store pairs) the back end expands constant
// memcpy only and makes calls of every memset, memmove and memcmp
// (BPFISelLowering.cpp sets the MaxStoresPerMem* to 0); without it, of what is
// long or of variable length.

#include "linker/optimize/builtins.h"

#include "linker/ir/analyses.h"
#include "linker/ir/language.h"
#include "linker/optimize/builtin_functions.h"
#include "linker/optimize/llvm_options.h"
#include "llvm_versions/expand_memcmp.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/bit.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Analysis/ProfileSummaryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LowerMemIntrinsics.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// BPFSelectionDAGInfo's bpf-max-stores-per-memfunc.
constexpr unsigned MaxStores = 128;
/// All of a memmove is loaded before any of it is stored; BPF has ten
/// registers and what exceeds them goes to the 512 bytes of stack.
constexpr unsigned MaxMoves = 16;
/// A call takes four instructions.
constexpr unsigned MaxMovesForSize = 2;
/// A comparison takes two loads and a branch for each piece.
constexpr unsigned MaxComparisons = 32;
/// The widest access.
constexpr uint64_t MaxWidth = 8;

/// One access of an expansion.
struct Piece {
  uint64_t Offset;
  unsigned Width;
};

/// The accesses that cover `Length` bytes at alignment `A`, none misaligned:
/// the verifier wants aligned stack accesses everywhere, and others on
/// machines that need them. Empty when they are more than `Limit`.
SmallVector<Piece> split(uint64_t Length, Align A, unsigned Limit) {
  SmallVector<Piece> Pieces;
  uint64_t Width = std::min(A.value(), MaxWidth);
  if (Length / Width > Limit)
    return {};
  for (uint64_t Offset = 0; Offset < Length; Offset += Width) {
    while (Length - Offset < Width)
      Width /= 2;
    Pieces.push_back({Offset, unsigned(Width)});
  }
  return Pieces.size() > Limit ? SmallVector<Piece>() : Pieces;
}

Value *offsetPointer(IRBuilder<> &Builder, Value *Pointer, const Piece &P) {
  return P.Offset ? Builder.CreateConstInBoundsGEP1_64(Builder.getInt8Ty(),
                                                       Pointer, P.Offset)
                  : Pointer;
}

void expandSet(MemSetInst &Set, ArrayRef<Piece> Pieces, Align A) {
  IRBuilder<> Builder(&Set);
  Value *Word = splatByte(Builder, Set.getValue(), Pieces.front().Width);
  for (const Piece &P : Pieces)
    Builder.CreateAlignedStore(
        Builder.CreateTrunc(Word, Builder.getIntNTy(P.Width * 8)),
        offsetPointer(Builder, Set.getRawDest(), P),
        commonAlignment(A, P.Offset), Set.isVolatile());
}

/// What a load gives of a constant variable; null where that is not known.
Constant *constantAt(Value *Pointer, Type *T, const DataLayout &Layout) {
  auto *C = dyn_cast<Constant>(Pointer);
  return C ? ConstantFoldLoadFromConstPtr(C, T, Layout) : nullptr;
}

void expandTransfer(MemTransferInst &Transfer, ArrayRef<Piece> Pieces,
                    Align A) {
  IRBuilder<> Builder(&Transfer);
  SmallVector<Value *> Loaded;
  auto Load = [&](const Piece &P) {
    Value *Source = offsetPointer(Builder, Transfer.getRawSource(), P);
    Type *T = Builder.getIntNTy(P.Width * 8);
    Value *Known = constantAt(Source, T, Transfer.getDataLayout());
    Loaded.push_back(Known ? Known
                           : Builder.CreateAlignedLoad(
                                 T, Source, commonAlignment(A, P.Offset),
                                 Transfer.isVolatile()));
  };
  bool MayOverlap = isa<MemMoveInst>(Transfer);
  if (MayOverlap)
    for_each(Pieces, Load);
  for (auto [I, P] : enumerate(Pieces)) {
    if (!MayOverlap)
      Load(P);
    Builder.CreateAlignedStore(
        Loaded[I], offsetPointer(Builder, Transfer.getRawDest(), P),
        commonAlignment(A, P.Offset), Transfer.isVolatile());
  }
}

/// Whether it points into a variable. A context, whose fields the verifier lets
/// programs read at their own width only, is none.
bool isVariable(const Value *Pointer) {
  const Value *Object = getUnderlyingObject(Pointer);
  return isa<AllocaInst>(Object) || isa<GlobalVariable>(Object);
}

/// Gives a variable on the stack the alignment that `Length` bytes profit from.
void raiseAlignment(Value *Pointer, uint64_t Length, const DataLayout &Layout) {
  if (Length && isa<AllocaInst>(Pointer->stripPointerCasts()))
    getOrEnforceKnownAlignment(
        Pointer, Align(std::min(MaxWidth, bit_floor(Length))), Layout);
}

/// Does so where it makes no access of other memory wider.
void raiseAlignments(const MemIntrinsic &I, const DataLayout &Layout) {
  auto *Length = dyn_cast<ConstantInt>(I.getLength());
  auto *Transfer = dyn_cast<MemTransferInst>(&I);
  if (!Length || !isVariable(I.getRawDest()) ||
      (Transfer && !isVariable(Transfer->getRawSource())))
    return;
  raiseAlignment(I.getRawDest(), Length->getZExtValue(), Layout);
  if (Transfer)
    raiseAlignment(Transfer->getRawSource(), Length->getZExtValue(), Layout);
}

Align alignmentOf(Value *Pointer, MaybeAlign Stated, const DataLayout &Layout) {
  return std::max(Stated.valueOrOne(), getKnownAlignment(Pointer, Layout));
}

Align alignmentOf(const MemIntrinsic &I, const DataLayout &Layout) {
  Align Result = alignmentOf(I.getRawDest(), I.getDestAlign(), Layout);
  if (auto *Transfer = dyn_cast<MemTransferInst>(&I))
    Result = std::min(Result, alignmentOf(Transfer->getRawSource(),
                                          Transfer->getSourceAlign(), Layout));
  return Result;
}

/// Whether code written in C copies from a constant, which clang makes stores
/// of immediates.
bool copiesConstantInC(const MemIntrinsic &I) {
  const DISubprogram *Subprogram = I.getFunction()->getSubprogram();
  const auto *Copy = dyn_cast<MemCpyInst>(&I);
  const auto *Source =
      Copy ? dyn_cast<GlobalVariable>(getUnderlyingObject(Copy->getRawSource()))
           : nullptr;
  return Source && Source->isConstant() && Source->hasDefinitiveInitializer() &&
         isa<Constant>(Copy->getRawSource()) && Subprogram &&
         Subprogram->getUnit() && isC(*Subprogram->getUnit());
}

class Lowering {
public:
  Lowering(Module &M, bool InOrder, bool Inline)
      : M(M), InOrder(InOrder), Inline(Inline), Functions(M, Inline) {}

  void run() {
    SmallVector<MemIntrinsic *> Intrinsics;
    for (Function &F : M)
      for (Instruction &I : instructions(F))
        if (auto *Memory = dyn_cast<MemIntrinsic>(&I))
          Intrinsics.push_back(Memory);
    for (MemIntrinsic *I : Intrinsics)
      lower(*I);
    Functions.defineDeclared();
  }

private:
  void lower(MemIntrinsic &I) {
    if (InOrder)
      raiseAlignments(I, M.getDataLayout());
    Align Known = alignmentOf(I, M.getDataLayout());
    // BPFInstrInfo::expandMEMCPY of LLVM 22 crashes on more than 8.
    Align A = std::min(Known, Align(MaxWidth));
    I.setDestAlignment(A);
    if (auto *Transfer = dyn_cast<MemTransferInst>(&I))
      Transfer->setSourceAlignment(A);
    if (I.getIntrinsicID() == Intrinsic::memcpy_inline ||
        I.getIntrinsicID() == Intrinsic::memset_inline)
      return;

    if (auto *Length = dyn_cast<ConstantInt>(I.getLength()))
      if (expand(I, Length->getZExtValue(), A, Known))
        return;
    call(I, A);
    I.eraseFromParent();
  }

  /// True when it is gone or the back end will expand it.
  bool expand(MemIntrinsic &I, uint64_t Length, Align A, Align Known) {
    if (Length == 0) {
      I.eraseFromParent();
      return true;
    }
    // The back end aligns variables on the stack that it writes to.
    bool Aligns =
        !InOrder && isa<AllocaInst>(I.getRawDest()->stripPointerCasts());
    SmallVector<Piece> Pieces =
        split(Length, Aligns ? Align(MaxWidth) : A, limitFor(I));
    if (Pieces.empty())
      return false;
    // What clang leaves to the back end: which reads constants as immediates
    // and aligns what is on the stack.
    if (!InOrder && Known <= A)
      return true;
    if (auto *Set = dyn_cast<MemSetInst>(&I)) {
      expandSet(*Set, Pieces, A);
    } else {
      // CodeGenPrepare puts a known alignment of more than 8 back. In order,
      // the back end reads constants from memory.
      if (isa<MemCpyInst>(I) && Known <= A && !copiesConstantInC(I))
        return true;
      expandTransfer(cast<MemTransferInst>(I), Pieces, A);
    }
    I.eraseFromParent();
    return true;
  }

  unsigned limitFor(const MemIntrinsic &I) const {
    if (!isa<MemMoveInst>(I))
      return MaxStores;
    return I.getFunction()->hasOptSize() && !Inline ? MaxMovesForSize
                                                    : MaxMoves;
  }

  void call(MemIntrinsic &I, Align A) {
    MemoryBuiltin Which = isa<MemSetInst>(I)    ? MemoryBuiltin::Set
                          : isa<MemMoveInst>(I) ? MemoryBuiltin::Move
                                                : MemoryBuiltin::Copy;
    Function *Callee = Functions.get(Which, A.value());
    if (Callee == I.getFunction())
      return expandAsLoop(I); // a definition that is written with itself
    Value *Second = isa<MemSetInst>(I)
                        ? cast<MemSetInst>(I).getValue()
                        : cast<MemTransferInst>(I).getRawSource();
    IRBuilder<> Builder(&I);
    callMemoryBuiltin(Builder, *Callee,
                      {I.getRawDest(), Second, I.getLength()});
  }

  void expandAsLoop(MemIntrinsic &I) {
    TargetTransformInfo Costs(M.getDataLayout());
    if (auto *Set = dyn_cast<MemSetInst>(&I))
      expandMemSetAsLoop(Set);
    else if (auto *Move = dyn_cast<MemMoveInst>(&I))
      expandMemMoveAsLoop(Move, Costs);
    else
      expandMemCpyAsLoop(cast<MemCpyInst>(&I), Costs);
  }

  Module &M;
  bool InOrder;
  bool Inline;
  BuiltinFunctions Functions;
};

/// A call of memcmp or bcmp that expands to few loads.
bool isShortComparison(const Instruction &I) {
  auto *Call = dyn_cast<CallInst>(&I);
  const Function *Callee = Call ? Call->getCalledFunction() : nullptr;
  if (!Callee || (Callee->getName() != "memcmp" && Callee->getName() != "bcmp"))
    return false;
  auto *Length = Call->arg_size() == 3
                     ? dyn_cast<ConstantInt>(Call->getArgOperand(2))
                     : nullptr;
  if (!Length)
    return false;
  const DataLayout &Layout = I.getDataLayout();
  Align A = std::min(getKnownAlignment(Call->getArgOperand(0), Layout),
                     getKnownAlignment(Call->getArgOperand(1), Layout));
  return !split(Length->getZExtValue(), std::min(A, Align(MaxWidth)),
                MaxComparisons)
              .empty();
}

/// Short comparisons as loads and branches, by LLVM's own pass. The in-order
/// option turns that off in the machine that reads it, so that the pass gets a
/// machine that did not.
void expandComparisons(Module &M, const TargetMachine &Machine) {
  SmallSetVector<Function *, 8> Affected;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (isShortComparison(I))
        Affected.insert(&F);
  if (Affected.empty())
    return;
  auto *Option = static_cast<cl::opt<bool> *>(
      cl::getRegisteredOptions().lookup("bpf-expand-memcpy-in-order"));
  Option->setValue(false);
  std::unique_ptr<TargetMachine> Plain(Machine.getTarget().createTargetMachine(
      Machine.getTargetTriple(), Machine.getTargetCPU(),
      Machine.getTargetFeatureString(), Machine.Options, std::nullopt,
      std::nullopt, Machine.getOptLevel()));
  Option->setValue(true);

  PassBuilder Builder(Plain.get());
  Analyses A(Builder);
  // The pass looks at the profile, which must have been computed.
  A.Modules.getResult<ProfileSummaryAnalysis>(M);
  for (Function *F : Affected) {
    // Which calls the pass takes is decided here.
    SmallVector<CallInst *> Barred;
    for (Instruction &I : instructions(*F))
      if (auto *Call = dyn_cast<CallInst>(&I))
        if (!Call->isNoBuiltin() && !isShortComparison(I)) {
          Call->addFnAttr(Attribute::NoBuiltin);
          Barred.push_back(Call);
        }
    expandMemCmp(*Plain).run(*F, A.Functions);
    for (CallInst *Call : Barred)
      Call->removeFnAttr(Attribute::NoBuiltin);
  }
}

} // namespace

void lowerMemoryBuiltins(Module &M, TargetMachine &Machine,
                         const LinkOptions &Options) {
  bool InOrder = expandsInOrder(M, Options);
  if (InOrder)
    expandComparisons(M, Machine);
  Lowering(M, InOrder, Options.InlineAll || !Options.Loops).run();
}

} // namespace bpflinker
