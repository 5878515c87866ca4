// The function is the pencil-and-paper method in base 2: 128 steps, each of
// which is the same whatever the numbers are. A branch in a step would be two
// ways for the verifier, so that borrows are computed of bits (Hacker's
// Delight, 2-13). Below 2^32 the method works in base 2^32, by the machine's
// division.

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

struct Halves {
  Value *Low, *High;
};

struct Divided {
  Halves Quotient, Remainder;
};

bool isDivision(const Instruction &I) {
  unsigned Opcode = I.getOpcode();
  return isWide(*I.getType()) &&
         (Opcode == Instruction::UDiv || Opcode == Instruction::SDiv ||
          Opcode == Instruction::URem || Opcode == Instruction::SRem);
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

  void build() {
    BasicBlock *Entry = block("entry"), *Short = block("short"),
               *Long = block("long"), *End = block("end");
    Builder.SetInsertPoint(Entry);
    Value *Above =
        Builder.CreateOr(B.High, Builder.CreateLShr(B.Low, DigitBits));
    Builder.CreateCondBr(Builder.CreateIsNull(Above), Short, Long);
    Builder.SetInsertPoint(Short);
    store(divideByDigit(Builder, A, B.Low));
    Builder.CreateBr(End);
    Builder.SetInsertPoint(Long);
    store(divideByBits(Entry, Long));
    Builder.CreateBr(End);
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

  Value *topBit(Value *V) { return Builder.CreateLShr(V, RegisterBits - 1); }

  /// 1 where X < Y, of which Difference is X - Y; else 0.
  Value *borrow(Value *X, Value *Y, Value *Difference) {
    Value *Not = Builder.CreateNot(X);
    Value *Both = Builder.CreateAnd(Not, Y);
    Value *Either = Builder.CreateOr(Not, Y);
    return topBit(
        Builder.CreateOr(Both, Builder.CreateAnd(Either, Difference)));
  }

  Halves doubled(Halves V, Value *Bit) {
    Value *High = Builder.CreateOr(Builder.CreateShl(V.High, 1), topBit(V.Low));
    return {Builder.CreateOr(Builder.CreateShl(V.Low, 1), Bit), High};
  }

  /// One for the quotient's next bit.
  Divided step(const Divided &D) {
    // What is shifted out of the remainder is more than any divisor.
    Value *Out = topBit(D.Remainder.High);
    Halves Rest = doubled(D.Remainder, topBit(D.Quotient.High));
    Value *Low = Builder.CreateSub(Rest.Low, B.Low);
    Value *LowBorrow = borrow(Rest.Low, B.Low, Low);
    Value *Middle = Builder.CreateSub(Rest.High, B.High);
    Value *High = Builder.CreateSub(Middle, LowBorrow);
    Value *IsLess = Builder.CreateOr(borrow(Rest.High, B.High, Middle),
                                     borrow(Middle, LowBorrow, High));
    Value *Fits =
        Builder.CreateOr(Out, Builder.CreateXor(IsLess, Builder.getInt64(1)));
    Value *Mask = Builder.CreateNeg(Fits);
    auto Choose = [&](Value *Without, Value *With) {
      Value *Changed = Builder.CreateXor(Without, With);
      return Builder.CreateXor(Without, Builder.CreateAnd(Changed, Mask));
    };
    return {doubled(D.Quotient, Fits),
            {Choose(Rest.Low, Low), Choose(Rest.High, High)}};
  }

  /// The dividend leaves what becomes the quotient at the top, bit by bit.
  Divided divideByBits(BasicBlock *Entry, BasicBlock *Loop) {
    Type *Register = Builder.getInt64Ty();
    auto Phi = [&](Value *First) {
      PHINode *P = Builder.CreatePHI(Register, 2);
      P->addIncoming(First, Entry);
      return P;
    };
    Value *Zero = Builder.getInt64(0);
    PHINode *Count = Phi(Zero);
    PHINode *Parts[] = {Phi(A.Low), Phi(A.High), Phi(Zero), Phi(Zero)};
    Divided D = step({{Parts[0], Parts[1]}, {Parts[2], Parts[3]}});
    Value *Next = Builder.CreateAdd(Count, Builder.getInt64(1));
    BasicBlock *After = block("after");
    Builder.CreateCondBr(Builder.CreateICmpNE(Next, Builder.getInt64(WideBits)),
                         Loop, After);
    Count->addIncoming(Next, Loop);
    Value *Results[] = {D.Quotient.Low, D.Quotient.High, D.Remainder.Low,
                        D.Remainder.High};
    for (auto [Part, Result] : zip(Parts, Results))
      Part->addIncoming(Result, Loop);
    Builder.SetInsertPoint(After);
    return D;
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
    Value *High =
        Builder.CreateShl(Builder.CreateZExt(Wanted.High, Wide), RegisterBits);
    Value *Result =
        Builder.CreateOr(Builder.CreateZExt(Wanted.Low, Wide), High);
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

  Halves split(IRBuilder<> &Builder, Value *V) {
    Type *Register = Builder.getInt64Ty();
    Value *High =
        Builder.CreateTrunc(Builder.CreateLShr(V, RegisterBits), Register);
    return {Builder.CreateTrunc(V, Register), High};
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
