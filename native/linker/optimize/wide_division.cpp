// Knuth's algorithm D (The Art of Computer Programming 4.3.1) with digits of 32
// bits, as Hacker's Delight has it in 9-4 and 9-5. It takes no loop, because a
// guess of a digit is wrong by two at most, and the corrections no branch,
// which would be two ways for the verifier.

#include "linker/optimize/wide_division.h"

#include "linker/ir/wide_integers.h"
#include "linker/optimize/returned_argument.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;

namespace bpflinker {

namespace {

constexpr unsigned DigitBits = RegisterBits / 2;
constexpr uint64_t DigitMask = 0xffffffff;

struct Divided {
  Halves Quotient, Remainder;
};

bool isDivision(const Instruction &I) {
  return isWide(*I.getType()) && I.isIntDivRem();
}

/// By what is below 2^32. Each remainder is below it too, so that the next two
/// digits fill one register.
Divided divideByDigit(IRBuilder<> &Builder, Halves A, Value *Divisor) {
  Value *High = Builder.CreateUDiv(A.High, Divisor);
  Value *Rest = Builder.CreateURem(A.High, Divisor);
  auto Next = [&](Value *Digit) {
    Value *Both = Builder.CreateOr(Builder.CreateShl(Rest, DigitBits), Digit);
    Rest = Builder.CreateURem(Both, Divisor);
    return Builder.CreateUDiv(Both, Divisor);
  };
  Value *Upper = Next(Builder.CreateLShr(A.Low, DigitBits));
  Value *Lower = Next(Builder.CreateAnd(A.Low, DigitMask));
  Value *Low = Builder.CreateOr(Builder.CreateShl(Upper, DigitBits), Lower);
  return {{Low, High}, {Rest, Builder.getInt64(0)}};
}

/// The body of `void f(ptr, low, high, low, high)`, which stores the quotient
/// and the remainder of two numbers.
class FunctionBuilder {
public:
  explicit FunctionBuilder(Function &F)
      : F(F), Builder(F.getContext()), A{F.getArg(1), F.getArg(2)},
        B{F.getArg(3), F.getArg(4)} {}

  /// By how many registers and digits the divisor has.
  void build() {
    BasicBlock *Entry = block("entry"), *Digit = block("digit"),
               *More = block("more"), *One = block("one"), *Two = block("two"),
               *End = block("end");
    Builder.SetInsertPoint(Entry);
    Value *Above =
        Builder.CreateOr(B.High, Builder.CreateLShr(B.Low, DigitBits));
    Builder.CreateCondBr(Builder.CreateIsNull(Above), Digit, More);
    Builder.SetInsertPoint(More);
    Builder.CreateCondBr(Builder.CreateIsNull(B.High), One, Two);
    auto Store = [&](BasicBlock *Block, auto Divide) {
      Builder.SetInsertPoint(Block);
      store(Divide());
      Builder.CreateBr(End);
    };
    Store(Digit, [&] { return divideByDigit(Builder, A, B.Low); });
    Store(One, [&] { return divideByRegister(); });
    Store(Two, [&] { return divideByBoth(); });
    Builder.SetInsertPoint(End);
    returnNothing(Builder);
  }

private:
  BasicBlock *block(const char *Name) {
    return BasicBlock::Create(F.getContext(), Name, &F);
  }

  void store(const Divided &D) {
    Value *Parts[] = {D.Quotient.Low, D.Quotient.High, D.Remainder.Low,
                      D.Remainder.High};
    for (auto [At, Part] : enumerate(Parts))
      Builder.CreateStore(Part, Builder.CreateConstInBoundsGEP1_64(
                                    Builder.getInt64Ty(), F.getArg(0), At));
  }

  /// 1 where X < Y, else 0 (Hacker's Delight 2-12).
  Value *isLess(Value *X, Value *Y) {
    Value *Not = Builder.CreateNot(X);
    Value *Difference = Builder.CreateSub(X, Y);
    Value *Either = Builder.CreateOr(Not, Y);
    Value *Borrow = Builder.CreateOr(Builder.CreateAnd(Not, Y),
                                     Builder.CreateAnd(Either, Difference));
    return Builder.CreateLShr(Borrow, RegisterBits - 1);
  }

  Value *shiftedUp(Value *Digit) { return Builder.CreateShl(Digit, DigitBits); }
  Value *upper(Value *V) { return Builder.CreateLShr(V, DigitBits); }
  Value *lower(Value *V) { return Builder.CreateAnd(V, DigitMask); }

  /// The next digit of a quotient by a divisor whose top bit is set: of `Rest`,
  /// which is less than the divisor, and the digit behind it.
  Value *nextDigit(Value *&Rest, Value *Digit, Value *Divisor) {
    Value *Leading = upper(Divisor), *Following = lower(Divisor);
    Value *Guess = Builder.CreateUDiv(Rest, Leading);
    Value *Left = Builder.CreateURem(Rest, Leading);
    for (int Time = 0; Time < 2; ++Time) {
      Value *Known = Builder.CreateOr(shiftedUp(Left), Digit);
      Value *Taken = Builder.CreateMul(Guess, Following);
      Value *TooMuch = Builder.CreateOr(upper(Guess), isLess(Known, Taken));
      // What is left fills a digit no more: the guess is right by now.
      Value *Fits =
          Builder.CreateXor(Builder.CreateAnd(upper(Left), Builder.getInt64(1)),
                            Builder.getInt64(1));
      Value *Wrong = Builder.CreateAnd(TooMuch, Fits);
      Guess = Builder.CreateSub(Guess, Wrong);
      Left = Builder.CreateAdd(
          Left, Builder.CreateAnd(Leading, Builder.CreateNeg(Wrong)));
    }
    Rest = Builder.CreateSub(Builder.CreateOr(shiftedUp(Rest), Digit),
                             Builder.CreateMul(Guess, Divisor));
    return Guess;
  }

  struct OneRegister {
    Value *Quotient, *Remainder;
  };

  /// Two registers by one that is more than the upper of them.
  OneRegister divideByLarger(Halves N, Value *Divisor) {
    Value *Zeros = leadingZeros(Divisor);
    Value *Others = Builder.CreateXor(Zeros, RegisterBits - 1);
    Value *Normal = Builder.CreateShl(Divisor, Zeros);
    // By 64 where there are none, hence in two steps.
    Value *Moved = Builder.CreateLShr(Builder.CreateLShr(N.Low, 1), Others);
    Value *Rest = Builder.CreateOr(Builder.CreateShl(N.High, Zeros), Moved);
    Value *Low = Builder.CreateShl(N.Low, Zeros);
    Value *First = nextDigit(Rest, upper(Low), Normal);
    Value *Second = nextDigit(Rest, lower(Low), Normal);
    return {Builder.CreateOr(shiftedUp(First), Second),
            Builder.CreateLShr(Rest, Zeros)};
  }

  Value *leadingZeros(Value *V) {
    return Builder.CreateIntrinsic(Intrinsic::ctlz, {V->getType()},
                                   {V, Builder.getTrue()});
  }

  Divided divideByRegister() {
    Value *High = Builder.CreateUDiv(A.High, B.Low);
    Value *Rest = Builder.CreateURem(A.High, B.Low);
    OneRegister Result = divideByLarger({A.Low, Rest}, B.Low);
    Value *Zero = Builder.getInt64(0);
    return {{Result.Quotient, High}, {Result.Remainder, Zero}};
  }

  /// The quotient by the divisor's leading 64 bits is right, or one too much.
  Divided divideByBoth() {
    Value *Dividend = join(Builder, A), *Divisor = join(Builder, B);
    Value *Zeros = leadingZeros(B.High);
    Value *Others = Builder.CreateXor(Zeros, RegisterBits - 1);
    Value *Leading = Builder.CreateOr(
        Builder.CreateShl(B.High, Zeros),
        Builder.CreateLShr(Builder.CreateLShr(B.Low, 1), Others));
    Halves Half = split(Builder, Builder.CreateLShr(Dividend, 1));
    Value *Guess =
        Builder.CreateLShr(divideByLarger(Half, Leading).Quotient, Others);
    Guess = Builder.CreateSub(Guess, isLess(Builder.getInt64(0), Guess));
    Type *Wide = Dividend->getType();
    Value *Rest = Builder.CreateSub(
        Dividend, Builder.CreateMul(Builder.CreateZExt(Guess, Wide), Divisor));
    Value *OneMore = Builder.CreateICmpUGE(Rest, Divisor);
    Guess =
        Builder.CreateAdd(Guess, Builder.CreateZExt(OneMore, Guess->getType()));
    Rest = Builder.CreateSub(
        Rest,
        Builder.CreateSelect(OneMore, Divisor, ConstantInt::get(Wide, 0)));
    return {{Guess, Builder.getInt64(0)}, split(Builder, Rest)};
  }

  Function &F;
  IRBuilder<> Builder;
  Halves A, B;
};

class Divider {
public:
  Divider(Module &M, bool Inline) : M(M), Inline(Inline) {}

  void divide(Instruction &I) {
    unsigned Opcode = I.getOpcode();
    bool Signed = Opcode == Instruction::SDiv || Opcode == Instruction::SRem;
    bool WantsRest = Opcode == Instruction::URem || Opcode == Instruction::SRem;
    IRBuilder<> Builder(&I);
    Builder.SetCurrentDebugLocation(placeOf(I));
    Type *Wide = Builder.getInt128Ty();
    Value *A = Builder.CreateIntCast(I.getOperand(0), Wide, Signed);
    Value *B = Builder.CreateIntCast(I.getOperand(1), Wide, Signed);
    // All ones where it is negative.
    Value *SignA = Builder.CreateAShr(A, WideBits - 1);
    Value *SignB = Builder.CreateAShr(B, WideBits - 1);
    auto Negated = [&](Value *V, Value *Sign) {
      return Signed ? Builder.CreateSub(Builder.CreateXor(V, Sign), Sign) : V;
    };
    Divided D = divided(Builder, Negated(A, SignA), Negated(B, SignB));
    Halves Wanted = WantsRest ? D.Remainder : D.Quotient;
    Value *Result = join(Builder, Wanted);
    Value *Sign = WantsRest ? SignA : Builder.CreateXor(SignA, SignB);
    Result = Builder.CreateTrunc(Negated(Result, Sign), I.getType());
    I.replaceAllUsesWith(Result);
    I.eraseFromParent();
  }

private:
  Divided divided(IRBuilder<> &Builder, Value *A, Value *B) {
    auto *Constant = dyn_cast<ConstantInt>(B);
    if (Constant && Constant->getValue().getActiveBits() <= DigitBits)
      return divideByDigit(Builder, split(Builder, A),
                           Builder.getInt64(Constant->getZExtValue()));
    Type *Register = Builder.getInt64Ty();
    BasicBlock &Entry = Builder.GetInsertBlock()->getParent()->getEntryBlock();
    AllocaInst *Slot = IRBuilder<>(&Entry, Entry.begin())
                           .CreateAlloca(ArrayType::get(Register, 4));
    Halves Left = split(Builder, A), Right = split(Builder, B);
    Builder.CreateCall(function(),
                       {Slot, Left.Low, Left.High, Right.Low, Right.High});
    auto Part = [&](unsigned At) {
      return Builder.CreateLoad(
          Register, Builder.CreateConstInBoundsGEP1_64(Register, Slot, At));
    };
    Halves Quotient{Part(0), Part(1)};
    return {Quotient, {Part(2), Part(3)}};
  }

  /// A call in a function with debug info needs a place of its own.
  static DebugLoc placeOf(const Instruction &I) {
    DISubprogram *Here = I.getFunction()->getSubprogram();
    if (I.getDebugLoc() || !Here)
      return I.getDebugLoc();
    return DILocation::get(I.getContext(), 0, 0, Here);
  }

  Function *function() {
    if (Made)
      return Made;
    LLVMContext &Context = M.getContext();
    Type *Register = Type::getInt64Ty(Context);
    auto *T = FunctionType::get(
        Type::getVoidTy(Context),
        {PointerType::get(Context, 0), Register, Register, Register, Register},
        /*isVarArg=*/false);
    Made = Function::Create(T, GlobalValue::InternalLinkage, "udivmod128", M);
    Made->addFnAttr(Inline ? Attribute::AlwaysInline : Attribute::NoInline);
    Made->addFnAttr(Attribute::NoUnwind);
    FunctionBuilder(*Made).build();
    return Made;
  }

  Module &M;
  bool Inline;
  Function *Made = nullptr;
};

} // namespace

void divideWideIntegers(Module &M, bool Inline) {
  SmallVector<Instruction *> Divisions;
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (isDivision(I))
        Divisions.push_back(&I);
  Divider D(M, Inline);
  for (Instruction *I : Divisions)
    D.divide(*I);
}

} // namespace bpflinker
