// A product is that of the lower halves, in 128 bits, and both products across,
// of which only the lower half counts. What is known to be zero is left out:
// most wide integers were 64 bits a moment ago.

#include "linker/optimize/wide_integers.h"

#include "linker/ir/wide_integers.h"

#include "llvm/Analysis/InstSimplifyFolder.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace bpflinker {

namespace {

struct Checked {
  Value *Result, *Overflow;
};

/// Replaces one instruction.
class Expansion {
public:
  explicit Expansion(Instruction &I)
      : I(I), Layout(I.getModule()->getDataLayout()),
        Builder(I.getContext(), InstSimplifyFolder(Layout)),
        Register(Builder.getInt64Ty()), Wide(Builder.getInt128Ty()) {
    Builder.SetInsertPoint(&I);
  }

  /// False where the back end has no need of help.
  bool run() {
    Value *Result = isa<IntrinsicInst>(I) ? intrinsic() : arithmetic();
    if (!Result)
      return false;
    I.replaceAllUsesWith(Result);
    I.eraseFromParent();
    return true;
  }

private:
  Value *number(uint64_t N) { return ConstantInt::get(Register, N); }

  Value *arithmetic() {
    if (!isWide(*I.getType()))
      return nullptr;
    bool IsShift = I.isShift();
    if (IsShift ? isa<Constant>(I.getOperand(1))
                : I.getOpcode() != Instruction::Mul)
      return nullptr;
    bool Signed = I.getOpcode() == Instruction::AShr;
    Halves A = split(I.getOperand(0), Signed);
    Halves Result =
        IsShift ? shifted(I.getOpcode(), A,
                          Builder.CreateTrunc(I.getOperand(1), Register))
                : product(A, split(I.getOperand(1), false));
    return Builder.CreateTrunc(join(Builder, Result), I.getType());
  }

  Value *intrinsic() {
    auto &Call = cast<IntrinsicInst>(I);
    Intrinsic::ID Id = Call.getIntrinsicID();
    if (Id == Intrinsic::umul_with_overflow ||
        Id == Intrinsic::smul_with_overflow)
      return checkedProduct(Id == Intrinsic::smul_with_overflow);
    if ((Id == Intrinsic::fshl || Id == Intrinsic::fshr) &&
        I.getType() == Wide && !isa<Constant>(Call.getArgOperand(2)))
      return funnel(Id == Intrinsic::fshl);
    return nullptr;
  }

  Halves split(Value *V, bool Signed) {
    Value *Narrow;
    unsigned Bits = V->getType()->getIntegerBitWidth();
    auto FitsRegister = [](const Value *N) {
      return N->getType()->getIntegerBitWidth() <= RegisterBits;
    };
    if (match(V, m_ZExt(m_Value(Narrow))) && FitsRegister(Narrow))
      return {Builder.CreateZExt(Narrow, Register), number(0)};
    // Above its own bits, a value that is not signed has zeros.
    if ((Signed || Bits == WideBits) && match(V, m_SExt(m_Value(Narrow))) &&
        FitsRegister(Narrow)) {
      Value *Low = Builder.CreateSExt(Narrow, Register);
      return {Low, Builder.CreateAShr(Low, RegisterBits - 1)};
    }
    Value *All =
        Signed ? Builder.CreateSExt(V, Wide) : Builder.CreateZExt(V, Wide);
    return bpflinker::split(Builder, All);
  }

  /// Bits 32 to 63 as a number.
  Value *upper(Value *V) {
    KnownBits Known = computeKnownBits(V, SimplifyQuery(Layout, &I));
    return Known.countMaxActiveBits() <= 32 ? number(0)
                                            : Builder.CreateLShr(V, 32);
  }
  Value *lower(Value *V) { return Builder.CreateAnd(V, 0xffffffff); }

  /// All 128 bits; every sum but the last stays below 2^64.
  Halves product(Value *A, Value *B) {
    Value *LowA = lower(A), *HighA = upper(A);
    Value *LowB = lower(B), *HighB = upper(B);
    Value *Carry = Builder.CreateAdd(Builder.CreateMul(HighA, LowB),
                                     upper(Builder.CreateMul(LowA, LowB)));
    Value *Middle =
        Builder.CreateAdd(Builder.CreateMul(LowA, HighB), lower(Carry));
    Value *High = Builder.CreateAdd(
        Builder.CreateAdd(Builder.CreateMul(HighA, HighB), upper(Carry)),
        upper(Middle));
    return {Builder.CreateMul(A, B), High};
  }

  /// The lower 128 bits.
  Halves product(Halves A, Halves B) {
    Halves Result = product(A.Low, B.Low);
    Result.High = Builder.CreateAdd(
        Result.High, Builder.CreateAdd(Builder.CreateMul(A.Low, B.High),
                                       Builder.CreateMul(A.High, B.Low)));
    return Result;
  }

  /// By less than 128. A register shifted by 64 is no value, so that what moves
  /// between the halves moves in two steps.
  Halves shifted(unsigned Opcode, Halves V, Value *By) {
    Value *Bits = Builder.CreateAnd(By, RegisterBits - 1);
    Value *Rest = Builder.CreateXor(Bits, RegisterBits - 1);
    Value *IsFar =
        Builder.CreateICmpNE(Builder.CreateAnd(By, RegisterBits), number(0));
    auto Choose = [&](Value *Far, Value *Near) {
      return Builder.CreateSelect(IsFar, Far, Near);
    };
    if (Opcode == Instruction::Shl) {
      Value *Low = Builder.CreateShl(V.Low, Bits);
      Value *Moved = Builder.CreateLShr(Builder.CreateLShr(V.Low, 1), Rest);
      Value *High = Builder.CreateOr(Builder.CreateShl(V.High, Bits), Moved);
      return {Choose(number(0), Low), Choose(Low, High)};
    }
    bool Signed = Opcode == Instruction::AShr;
    Value *High = Signed ? Builder.CreateAShr(V.High, Bits)
                         : Builder.CreateLShr(V.High, Bits);
    Value *Moved = Builder.CreateShl(Builder.CreateShl(V.High, 1), Rest);
    Value *Low = Builder.CreateOr(Builder.CreateLShr(V.Low, Bits), Moved);
    Value *Filler =
        Signed ? Builder.CreateAShr(V.High, RegisterBits - 1) : number(0);
    return {Choose(High, Low), Choose(Filler, High)};
  }

  /// Both halves of a rotation, or of two values next to each other.
  Value *funnel(bool Left) {
    auto &Call = cast<IntrinsicInst>(I);
    Halves First = split(Call.getArgOperand(0), false);
    Halves Second = split(Call.getArgOperand(1), false);
    Value *By = Builder.CreateAnd(
        Builder.CreateTrunc(Call.getArgOperand(2), Register), WideBits - 1);
    Value *Rest = Builder.CreateXor(By, WideBits - 1);
    auto ByOne = [&](unsigned Opcode, Halves V) {
      return shifted(Opcode, V, number(1));
    };
    Halves A =
        Left ? shifted(Instruction::Shl, First, By)
             : shifted(Instruction::Shl, ByOne(Instruction::Shl, First), Rest);
    Halves B = Left ? shifted(Instruction::LShr,
                              ByOne(Instruction::LShr, Second), Rest)
                    : shifted(Instruction::LShr, Second, By);
    return join(Builder, {Builder.CreateOr(A.Low, B.Low),
                          Builder.CreateOr(A.High, B.High)});
  }

  /// The result and whether it did not fit, of at most 32 bits by the back end.
  Value *checkedProduct(bool Signed) {
    Type *T = I.getOperand(0)->getType();
    if (!T->isIntegerTy() || T->getIntegerBitWidth() <= RegisterBits / 2 ||
        T->getIntegerBitWidth() > WideBits)
      return nullptr;
    Checked C = isWide(*T) ? checkedWide(Signed)
                : Signed   ? checkedSigned()
                           : checkedUnsigned();
    Value *Pair = PoisonValue::get(I.getType());
    Pair = Builder.CreateInsertValue(Pair, Builder.CreateTrunc(C.Result, T), 0);
    return Builder.CreateInsertValue(Pair, C.Overflow, 1);
  }

  Checked checkedUnsigned() {
    unsigned Bits = I.getOperand(0)->getType()->getIntegerBitWidth();
    Halves P = product(Builder.CreateZExt(I.getOperand(0), Register),
                       Builder.CreateZExt(I.getOperand(1), Register));
    Value *Above = P.High;
    if (Bits < RegisterBits)
      Above = Builder.CreateOr(Above, Builder.CreateLShr(P.Low, Bits));
    return {P.Low, Builder.CreateICmpNE(Above, number(0))};
  }

  Checked checkedSigned() {
    Type *T = I.getOperand(0)->getType();
    auto Extended = [&](unsigned At) {
      Value *Low = Builder.CreateSExt(I.getOperand(At), Register);
      return Halves{Low, Builder.CreateAShr(Low, RegisterBits - 1)};
    };
    Halves P = product(Extended(0), Extended(1));
    // It fits where all above repeats its sign.
    Value *Fitting =
        Builder.CreateSExt(Builder.CreateTrunc(P.Low, T), Register);
    Value *Sign = Builder.CreateAShr(Fitting, RegisterBits - 1);
    Value *Beyond = Builder.CreateOr(Builder.CreateXor(P.Low, Fitting),
                                     Builder.CreateXor(P.High, Sign));
    return {P.Low, Builder.CreateICmpNE(Beyond, number(0))};
  }

  /// Of magnitudes; -2^127 is its own.
  Checked checkedWide(bool Signed) {
    Type *T = I.getOperand(0)->getType();
    Value *A = I.getOperand(0), *B = I.getOperand(1);
    if (!Signed)
      return checkedMagnitudes(A, B,
                               APInt::getMaxValue(T->getIntegerBitWidth()));
    Value *Zero = ConstantInt::get(T, 0);
    auto Magnitude = [&](Value *V) {
      return Builder.CreateSelect(Builder.CreateICmpSLT(V, Zero),
                                  Builder.CreateNeg(V), V);
    };
    Value *Negative = Builder.CreateICmpSLT(Builder.CreateXor(A, B), Zero);
    Checked C =
        checkedMagnitudes(Magnitude(A), Magnitude(B),
                          APInt::getSignedMinValue(T->getIntegerBitWidth()));
    // A positive result has one value less.
    Value *IsLeast = Builder.CreateICmpEQ(
        C.Result,
        ConstantInt::get(
            Wide,
            APInt::getSignedMinValue(T->getIntegerBitWidth()).zext(WideBits)));
    Value *Overflow = Builder.CreateOr(
        C.Overflow, Builder.CreateAnd(IsLeast, Builder.CreateNot(Negative)));
    return {
        Builder.CreateSelect(Negative, Builder.CreateNeg(C.Result), C.Result),
        Overflow};
  }

  /// In 128 bits, and whether it is more than `Most`.
  Checked checkedMagnitudes(Value *First, Value *Second, const APInt &Most) {
    Halves A = split(First, false), B = split(Second, false);
    Halves P = product(A.Low, B.Low);
    Halves Across = product(A.Low, B.High), Back = product(A.High, B.Low);
    Value *High = Builder.CreateAdd(P.High, Across.Low);
    Value *CarryOne = Builder.CreateICmpULT(High, P.High);
    Value *Sum = Builder.CreateAdd(High, Back.Low);
    Value *CarryTwo = Builder.CreateICmpULT(Sum, High);
    Value *BothHigh =
        Builder.CreateAnd(Builder.CreateICmpNE(A.High, number(0)),
                          Builder.CreateICmpNE(B.High, number(0)));
    Value *Lost = Builder.CreateICmpNE(Builder.CreateOr(Across.High, Back.High),
                                       number(0));
    Value *Result = join(Builder, {P.Low, Sum});
    Value *IsMore = Builder.CreateICmpUGT(
        Result, ConstantInt::get(Wide, Most.zext(WideBits)));
    return {Result,
            Builder.CreateOr({CarryOne, CarryTwo, BothHigh, Lost, IsMore})};
  }

  Instruction &I;
  const DataLayout &Layout;
  IRBuilder<InstSimplifyFolder> Builder;
  Type *Register, *Wide;
};

} // namespace

void expandWideIntegers(Module &M) {
  for (Function &F : M)
    for (Instruction &I : make_early_inc_range(instructions(F)))
      Expansion(I).run();
}

} // namespace bpflinker
