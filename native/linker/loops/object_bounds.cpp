// The address of the access is {object + offset,+,step}. In turn k it is inside
// while offset + k * step + width <= size. A block that ends in `unreachable`
// and is entered in later turns is an exit like any other for scalar evolution,
// until a simplification takes it away.

#include "linker/loops/object_bounds.h"

#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// In the metadata of a loop that was bounded.
constexpr const char *Mark = "bpf-linker.object-bound";

/// The whole of an array, in bytes; nothing where another size may come to be.
std::optional<uint64_t> sizeOf(const Value &Object, const DataLayout &Layout) {
  Type *Of = nullptr;
  if (auto *Global = dyn_cast<GlobalVariable>(&Object)) {
    if (Global->hasInitializer() && !Global->isInterposable())
      Of = Global->getValueType();
  } else if (auto *Local = dyn_cast<AllocaInst>(&Object)) {
    if (Local->isStaticAlloca() && !Local->isArrayAllocation())
      Of = Local->getAllocatedType();
  }
  auto *Array = dyn_cast_or_null<ArrayType>(Of);
  if (!Array || Array->getNumElements() < 2)
    return std::nullopt;
  return Layout.getTypeAllocSize(Of).getFixedValue();
}

/// In how many turns at most the access stays inside of what it accesses.
std::optional<uint64_t> turnsInside(const Instruction &Access, const Loop &L,
                                    ScalarEvolution &Evolution) {
  const Value *Address = getLoadStorePointerOperand(&Access);
  if (!Address)
    return std::nullopt;
  auto *Walk =
      dyn_cast<SCEVAddRecExpr>(Evolution.getSCEV(const_cast<Value *>(Address)));
  if (!Walk || Walk->getLoop() != &L || !Walk->isAffine())
    return std::nullopt;
  auto *Object =
      dyn_cast<SCEVUnknown>(Evolution.getPointerBase(Walk->getStart()));
  auto *Step = dyn_cast<SCEVConstant>(Walk->getStepRecurrence(Evolution));
  if (!Object || !Step || !Step->getAPInt().isStrictlyPositive())
    return std::nullopt;
  auto *Offset =
      dyn_cast<SCEVConstant>(Evolution.getMinusSCEV(Walk->getStart(), Object));
  if (!Offset || Offset->getAPInt().isNegative())
    return std::nullopt;
  const DataLayout &Layout = Access.getDataLayout();
  std::optional<uint64_t> Size = sizeOf(*Object->getValue(), Layout);
  uint64_t End =
      Offset->getAPInt().getZExtValue() +
      Layout.getTypeStoreSize(getLoadStoreType(&Access)).getFixedValue();
  if (!Size || End > *Size)
    return std::nullopt;
  return (*Size - End) / Step->getAPInt().getZExtValue() + 1;
}

/// Before the access: `if (turn >= Turns) unreachable`.
void endAfter(uint64_t Turns, Instruction &Access, Loop &L) {
  Type *Int = Type::getInt64Ty(Access.getContext());
  PHINode *Turn = PHINode::Create(Int, 2, "turn", L.getHeader()->begin());
  Turn->addIncoming(ConstantInt::get(Int, 0), L.getLoopPreheader());
  IRBuilder<> Latch(L.getLoopLatch()->getTerminator());
  Turn->addIncoming(Latch.CreateNUWAdd(Turn, ConstantInt::get(Int, 1)),
                    L.getLoopLatch());
  IRBuilder<> Builder(&Access);
  Value *Outside = Builder.CreateICmpUGE(Turn, ConstantInt::get(Int, Turns));
  SplitBlockAndInsertIfThen(Outside, Access.getIterator(),
                            /*Unreachable=*/true);
}

struct ObjectBound {
  uint64_t Turns;
  Instruction *Access;
};

/// The least of its accesses that every turn comes to.
std::optional<ObjectBound> leastBound(const Loop &L, LoopWork &Work) {
  std::optional<ObjectBound> Least;
  const BasicBlock *Latch = L.getLoopLatch();
  if (!Latch)
    return Least;
  for (BasicBlock *Block : L.blocks()) {
    if (!Work.get<DominatorTreeAnalysis>().dominates(Block, Latch) ||
        Work.loops().getLoopFor(Block) != &L)
      continue;
    for (Instruction &I : *Block) {
      std::optional<uint64_t> Turns = turnsInside(I, L, Work.evolution());
      if (Turns && (!Least || *Turns < Least->Turns))
        Least = {*Turns, &I};
    }
  }
  return Least;
}

bool bound(LoopWork &Work, Loop &L) {
  std::optional<ObjectBound> Least = leastBound(L, Work);
  // What is known already may be no more than what the counter's type says.
  unsigned Known = Work.evolution().getSmallConstantMaxTripCount(&L);
  if (!Least || (Known && Known <= Least->Turns + 1))
    return false;
  addStringMetadataToLoop(&L, Mark, 1);
  endAfter(Least->Turns, *Least->Access, L);
  return true;
}

} // namespace

bool boundByObject(LoopWork &Work) {
  for (Loop *L : Work.loops().getLoopsInPreorder()) {
    if (L->isLoopSimplifyForm() && !getOptionalIntLoopAttribute(L, Mark) &&
        bound(Work, *L))
      return true;
  }
  return false;
}

std::optional<uint64_t> turnsByObject(const Loop &L, LoopWork &Work) {
  std::optional<ObjectBound> Least = leastBound(L, Work);
  return Least ? std::optional(Least->Turns) : std::nullopt;
}

} // namespace bpflinker
