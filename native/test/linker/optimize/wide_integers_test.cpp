// Arithmetic of 65 to 128 bits, and checked products, against LLVM's own
// numbers: the expansion is folded with every pair of operands put in.

#include "linker/optimize/wide_division.h"
#include "linker/optimize/wide_integers.h"

#include "test/linker/finish.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Verifier.h"

#include <random>

using namespace bpflinker;
using namespace bpflinker::test;
using namespace llvm;

namespace {

std::unique_ptr<Module> parse(LLVMContext &Context, StringRef Ir) {
  SMDiagnostic Problem;
  auto M = parseAssemblyString(Ir, Problem, Context);
  if (!M) {
    Problem.print("test", errs());
    fail(__FILE__, __LINE__, "the test's IR does not parse");
  }
  return M;
}

/// What `F` returns; no constant where it does more than compute.
Constant *resultOf(Function &F, ArrayRef<APInt> Arguments) {
  DenseMap<const Value *, Constant *> Known;
  for (auto [Argument, Value] : zip(F.args(), Arguments))
    Known[&Argument] = ConstantInt::get(Argument.getType(), Value);
  for (Instruction &I : F.getEntryBlock()) {
    SmallVector<Constant *> Operands;
    for (Value *V : I.operands()) {
      Constant *C = dyn_cast<Constant>(V);
      Operands.push_back(C ? C : Known.lookup(V));
      if (!Operands.back())
        return nullptr;
    }
    if (isa<ReturnInst>(I))
      return Operands.front();
    auto *Copy = I.clone();
    for (auto [At, C] : enumerate(Operands))
      Copy->setOperand(At, C);
    Known[&I] = ConstantFoldInstruction(Copy, F.getDataLayout());
    Copy->deleteValue();
  }
  return nullptr;
}

/// What is at the edges of halves and of quarters, and some of no kind.
std::vector<APInt> numbersOf(unsigned Bits) {
  std::vector<APInt> Numbers;
  for (unsigned At :
       {0u, 1u, 31u, 32u, 33u, 63u, 64u, 65u, 95u, 96u, 126u, 127u})
    for (int Offset : {-1, 0, 1})
      if (At < Bits)
        Numbers.push_back(APInt::getOneBitSet(Bits, At) + uint64_t(Offset));
  // The same numbers in every run.
  // NOLINTNEXTLINE(bugprone-random-generator-seed)
  std::mt19937_64 Random(7);
  for (int I = 0; I < 12; ++I)
    Numbers.push_back(
        APInt(128, {Random(), Random()}).trunc(Bits).lshr(Random() % Bits));
  for (size_t I = Numbers.size(); I-- != 0;)
    Numbers.push_back(-Numbers[I]);
  return Numbers;
}

using Reference =
    std::function<std::pair<APInt, bool>(const APInt &, const APInt &)>;

/// `Body` computes %r of %a and %b, of iN each.
void compare(StringRef Body, unsigned Bits, const Reference &Expected,
             bool AreShifts, bool Checked) {
  std::string T = "i" + std::to_string(Bits);
  std::string Pair = "{" + T + ", i1}", Ir;
  for (StringRef Rest = Body; !Rest.empty();) {
    auto [Before, After] = Rest.split("iN");
    Ir += Before.str() + (Before.size() < Rest.size() ? T : "");
    Rest = After;
  }
  std::string Result = Checked ? Pair : T;
  std::string Declared;
  for (StringRef Name : {"umul", "smul"})
    Declared += ("declare " + Pair + " @llvm." + Name + ".with.overflow." + T +
                 "(" + T + ", " + T + ")\n")
                    .str();
  for (StringRef Name : {"fshl", "fshr"})
    Declared += ("declare " + T + " @llvm." + Name + "." + T + "(" + T + ", " +
                 T + ", " + T + ")\n")
                    .str();
  LLVMContext Context;
  auto M = parse(Context, "target triple = \"bpf\"\n" + Declared + "define " +
                              Result + " @f(" + T + " %a, " + T + " %b) {\n" +
                              Ir + "\nret " + Result + " %r\n}");
  if (!M)
    return;
  divideWideIntegers(*M, /*Inline=*/false);
  expandWideIntegers(*M);
  CHECK(!verifyModule(*M, &errs()));
  Function &F = *M->getFunction("f");
  for (const Instruction &I : instructions(F)) {
    CHECK(!isa<CallInst>(I));
    CHECK(!I.isIntDivRem() || I.getType()->isIntegerTy(64));
    CHECK(I.getOpcode() != Instruction::Mul || I.getType()->isIntegerTy(64));
    CHECK(!I.isShift() || I.getType()->isIntegerTy(64) ||
          isa<Constant>(I.getOperand(1)));
  }
  unsigned Wrong = 0;
  std::vector<APInt> Numbers = numbersOf(Bits);
  for (const APInt &A : Numbers)
    for (const APInt &B : Numbers) {
      APInt Second = AreShifts ? APInt(Bits, B.urem(Bits)) : B;
      auto [Value, Overflow] = Expected(A, Second);
      Constant *Found = resultOf(F, {A, Second});
      Constant *First =
          Found && Checked ? Found->getAggregateElement(0u) : Found;
      auto *Number = dyn_cast_or_null<ConstantInt>(First);
      bool Same = Number && Number->getValue() == Value &&
                  (!Checked ||
                   Found->getAggregateElement(1u)->isOneValue() == Overflow);
      if (!Same && ++Wrong == 1)
        errs() << Body << " of " << T << ": " << A << ", " << Second << "\n";
    }
  CHECK_EQ(Wrong, 0u);
}

void arithmetic() {
  for (unsigned Bits : {65u, 96u, 127u, 128u}) {
    auto Test = [&](StringRef Operation, bool IsShift, auto Expected) {
      compare(("%r = " + Operation + " iN %a, %b").str(), Bits,
              [&](const APInt &A, const APInt &B) {
                return std::make_pair(APInt(Expected(A, B)), false);
              },
              IsShift, false);
    };
    using N = const APInt &;
    Test("mul", false, [](N A, N B) { return A * B; });
    Test("shl", true, [](N A, N B) { return A.shl(B); });
    Test("lshr", true, [](N A, N B) { return A.lshr(B); });
    Test("ashr", true, [](N A, N B) { return A.ashr(B); });
  }
}

/// Operands that were 64 bits, or fewer, a moment ago.
void extended() {
  for (unsigned Bits : {65u, 128u})
    for (StringRef How : {"zext", "sext"})
      for (unsigned Narrow : {8u, 32u, 64u}) {
        std::string T = "i" + std::to_string(Narrow);
        std::string Cast = ("%c = trunc iN %a to " + T + "\n%d = " + How + " " +
                            T + " %c to iN\n%e = trunc iN %b to i64\n" +
                            "%g = zext i64 %e to iN\n")
                               .str();
        auto Operand = [&](const APInt &A) {
          APInt Cut = A.trunc(Narrow);
          return How == "zext" ? Cut.zext(Bits) : Cut.sext(Bits);
        };
        compare(
            Cast + "%r = mul iN %d, %g", Bits,
            [&](const APInt &A, const APInt &B) {
              return std::make_pair(Operand(A) * B.trunc(64).zext(Bits), false);
            },
            false, false);
        for (StringRef Shift : {"shl", "lshr", "ashr"})
          compare((Cast + "%r = " + Shift + " iN %d, %b").str(), Bits,
                  [&](const APInt &A, const APInt &B) {
                    APInt O = Operand(A);
                    return std::make_pair(Shift == "shl"    ? O.shl(B)
                                          : Shift == "lshr" ? O.lshr(B)
                                                            : O.ashr(B),
                                          false);
                  },
                  true, false);
      }
}

void checkedProducts() {
  for (unsigned Bits : {33u, 48u, 63u, 64u, 65u, 127u, 128u})
    for (StringRef Sign : {"u", "s"})
      compare(("%r = call {iN, i1} @llvm." + Sign +
               "mul.with.overflow.iN(iN %a, iN %b)")
                  .str(),
              Bits,
              [&](const APInt &A, const APInt &B) {
                bool Overflow = false;
                APInt P = Sign == "u" ? A.umul_ov(B, Overflow)
                                      : A.smul_ov(B, Overflow);
                return std::make_pair(P, Overflow);
              },
              false, true);
}

void rotations() {
  compare(
      "%r = call iN @llvm.fshl.iN(iN %a, iN %a, iN %b)", 128,
      [](const APInt &A, const APInt &B) {
        return std::make_pair(A.rotl(B), false);
      },
      false, false);
  compare(
      "%r = call iN @llvm.fshr.iN(iN %a, iN %b, iN %b)", 128,
      [](const APInt &A, const APInt &B) {
        unsigned By = B.urem(128);
        return std::make_pair(By ? A.shl(128 - By) | B.lshr(By) : B, false);
      },
      false, false);
}

/// By constants below 2^32 without a loop.
void divisionsByConstants() {
  for (unsigned Bits : {65u, 100u, 128u})
    for (uint64_t Divisor : {1u, 3u, 10u, 4096u, 1000000007u, 4294967295u})
      for (bool Negative : {false, true}) {
        APInt D(Bits, Divisor);
        if (Negative)
          D.negate();
        auto Test = [&](StringRef Operation, auto Expected) {
          compare(("%r = " + Operation + " iN %a, " +
                   toString(D, 10, /*Signed=*/true))
                      .str(),
                  Bits,
                  [&](const APInt &A, const APInt &) {
                    return std::make_pair(APInt(Expected(A)), false);
                  },
                  false, false);
        };
        using N = const APInt &;
        if (!Negative) {
          Test("udiv", [&](N A) { return A.udiv(D); });
          Test("urem", [&](N A) { return A.urem(D); });
        }
        Test("sdiv", [&](N A) { return A.sdiv(D); });
        Test("srem", [&](N A) { return A.srem(D); });
      }
}

/// What the back end does by itself stays as it is.
void othersStay() {
  LLVMContext Context;
  auto M = parse(Context, R"(
declare {i32, i1} @llvm.umul.with.overflow.i32(i32, i32)
define i128 @f(i128 %a, i64 %b, i32 %c) {
  %s = shl i128 %a, 70
  %t = add i128 %s, %a
  %m = mul i64 %b, %b
  %o = call {i32, i1} @llvm.umul.with.overflow.i32(i32 %c, i32 %c)
  %n = shl i64 %m, %b
  %z = zext i64 %n to i128
  %r = xor i128 %t, %z
  ret i128 %r
})");
  size_t Before = M->getFunction("f")->getInstructionCount();
  expandWideIntegers(*M);
  CHECK_EQ(M->getFunction("f")->getInstructionCount(), Before);
}

LinkOptions options(OptimizationLevel Level) {
  LinkOptions Options = assemblyOptions();
  Options.Optimize = Level;
  return Options;
}

/// Nobody wrote a wide integer: the sum of a counter, and an upper half.
void shapesOfTheOptimiser() {
  constexpr StringLiteral Ir = R"(
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"
define i64 @sum(i64 %n) section "tc" {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %j, %more ]
  %s = phi i64 [ 0, %entry ], [ %t, %more ]
  %c = icmp ult i64 %i, %n
  br i1 %c, label %more, label %end
more:
  %t = add i64 %s, %i
  %j = add i64 %i, 1
  br label %loop
end:
  ret i64 %s
}
define i64 @upper(i64 %a, i64 %b) section "tc" {
  %al = and i64 %a, 4294967295
  %ah = lshr i64 %a, 32
  %bl = and i64 %b, 4294967295
  %bh = lshr i64 %b, 32
  %ll = mul i64 %al, %bl
  %k = lshr i64 %ll, 32
  %hl = mul i64 %ah, %bl
  %t = add i64 %hl, %k
  %w1 = and i64 %t, 4294967295
  %w2 = lshr i64 %t, 32
  %lh = mul i64 %al, %bh
  %u = add i64 %lh, %w1
  %k2 = lshr i64 %u, 32
  %hh = mul i64 %ah, %bh
  %v = add i64 %hh, %w2
  %r = add i64 %v, %k2
  ret i64 %r
})";
  for (auto Level : {OptimizationLevel::O1, OptimizationLevel::O2,
                     OptimizationLevel::O3, OptimizationLevel::Os}) {
    Finished F = finish(Ir, options(Level));
    CHECK_EQ(F.Diagnostics.size(), 0u);
    CHECK_CONTAINS(F.text(), "upper:");
    CHECK(!F.text().contains("call"));
  }
}

/// Others by one function, which a program without calls has in itself.
void divisions() {
  constexpr StringLiteral Ir = R"(
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"
define i64 @f(ptr %p) section "tc" {
  %q = getelementptr i128, ptr %p, i64 1
  %a = load i128, ptr %p
  %b = load i128, ptr %q
  %d = udiv i128 %a, %b
  %r = srem i128 %a, %b
  %x = xor i128 %d, %r
  %t = trunc i128 %x to i64
  ret i64 %t
})";
  LinkOptions Options = options(OptimizationLevel::O2);
  Finished F = finish(Ir, Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_EQ(F.text().count("call udivmod128"), 2u);
  CHECK_EQ(F.text().count("\nudivmod128:"), 1u);
  Options.InlineAll = true;
  F = finish(Ir, Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK(!F.text().contains("udivmod128"));
  Options.Loops = false;
  F = finish(Ir, Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
}

} // namespace

int main() {
  arithmetic();
  extended();
  checkedProducts();
  rotations();
  divisionsByConstants();
  divisions();
  othersStay();
  shapesOfTheOptimiser();
  return result();
}
