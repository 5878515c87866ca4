#include "linker/promises/constant_choice.h"

#include "llvm_versions/branch.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// Values[Index - First], as a switch before `At`.
Value *choose(Instruction &At, Value &Index, ArrayRef<Constant *> Values,
              int64_t First) {
  MapVector<Constant *, SmallVector<int64_t>> Indices;
  for (auto [I, Each] : enumerate(Values))
    Indices[Each].push_back(First + int64_t(I));
  if (Indices.size() == 1)
    return Indices.front().first;
  // Any other index would be undefined, so that the value with the most
  // indices needs no comparison.
  auto Most = max_element(Indices, [](const auto &A, const auto &B) {
    return A.second.size() < B.second.size();
  });
  BasicBlock *Before = At.getParent();
  BasicBlock *After = SplitBlock(Before, &At);
  After->setName("chosen");
  auto *IndexType = cast<IntegerType>(Index.getType());
  PHINode *Chosen = PHINode::Create(Values.front()->getType(), Indices.size(),
                                    "", After->begin());
  auto MakeArm = [&](Constant *Value) {
    BasicBlock *Arm = BasicBlock::Create(At.getContext(), "choice",
                                         Before->getParent(), After);
    branchTo(After, Arm)->setDebugLoc(At.getDebugLoc());
    Chosen->addIncoming(Value, Arm);
    return Arm;
  };
  Before->getTerminator()->eraseFromParent();
  SwitchInst *Switch =
      SwitchInst::Create(&Index, MakeArm(Most->first), Indices.size(), Before);
  Switch->setDebugLoc(At.getDebugLoc());
  for (const auto &[Value, Of] : Indices) {
    if (Value == Most->first)
      continue;
    BasicBlock *Arm = MakeArm(Value);
    for (int64_t I : Of)
      Switch->addCase(ConstantInt::getSigned(IndexType, I), Arm);
  }
  return Chosen;
}

/// Several small values fit in one word, which a shift takes them from: less
/// code, and fewer ways through it for the verifier, which would know another
/// value on each and follow them all.
Value *choosePacked(Instruction &At, Value &Index,
                    ArrayRef<Constant *> Values) {
  unsigned Bits = 1;
  for (const Constant *C : Values) {
    auto *Int = dyn_cast<ConstantInt>(C);
    if (!Int)
      return nullptr;
    Bits = std::max(Bits, Int->getValue().getActiveBits());
  }
  Bits = PowerOf2Ceil(Bits);
  if (Bits > 32)
    return nullptr;
  unsigned PerWord = 64 / Bits;
  Type *Word = Type::getInt64Ty(At.getContext());
  SmallVector<Constant *> Words;
  for (size_t I = 0; I < Values.size(); I += PerWord) {
    uint64_t Packed = 0;
    for (size_t J = I; J < std::min(I + PerWord, Values.size()); ++J)
      Packed |= cast<ConstantInt>(Values[J])->getZExtValue() << (J - I) * Bits;
    Words.push_back(ConstantInt::get(Word, Packed));
  }
  IRBuilder<> Builder(&At);
  Value *Wide = Builder.CreateZExtOrTrunc(&Index, Word);
  Value *From = choose(At, *Builder.CreateLShr(Wide, Log2_32(PerWord)), Words,
                       /*First=*/0);
  Builder.SetInsertPoint(&At);
  Value *Shift =
      Builder.CreateShl(Builder.CreateAnd(Wide, PerWord - 1), Log2_32(Bits));
  return Builder.CreateZExtOrTrunc(
      Builder.CreateAnd(Builder.CreateLShr(From, Shift),
                        maskTrailingOnes<uint64_t>(Bits)),
      Values.front()->getType());
}

} // namespace

Value *chooseConstant(Instruction &At, Value &Index,
                      ArrayRef<Constant *> Values, int64_t First) {
  Value *Packed = First == 0 ? choosePacked(At, Index, Values) : nullptr;
  return Packed ? Packed : choose(At, Index, Values, First);
}

} // namespace bpflinker
