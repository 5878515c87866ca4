// What the verifier is to find of values: undefined ones, atomic adds.

#include "test/linker/finish.h"

using namespace bpflinker;
using namespace bpflinker::test;

namespace {

Finished make(llvm::StringRef Body) {
  LinkOptions Options = assemblyOptions();
  Options.Optimize = OptimizationLevel::O1;
  return finish(("target triple = \"bpf\"\n"
                 "declare i64 @kernel(i64, ptr) section \".ksyms\"\n" +
                 Body)
                    .str(),
                Options);
}

void zeroesUndefinedValues() {
  // An argument, a result.
  Finished F = make(R"(
define i32 @f(i64 %a) section "tc" {
  %b = call i64 @kernel(i64 undef, ptr poison)
  ret i32 undef
})");
  CHECK_CONTAINS(F.text(), "r1 = 0");
  CHECK_CONTAINS(F.text(), "r2 = 0");
  CHECK_CONTAINS(F.text(), "w0 = 0");
  // One side of a branch, which a call then spills.
  F = make(R"(
define i32 @f(i64 %a) section "tc" {
entry:
  %c = icmp eq i64 %a, 7
  br i1 %c, label %yes, label %end
yes:
  %d = call i64 @kernel(i64 1, ptr null)
  br label %end
end:
  %v = phi i64 [ undef, %entry ], [ %d, %yes ]
  %e = call i64 @kernel(i64 %v, ptr null)
  %g = trunc i64 %e to i32
  ret i32 %g
})");
  CHECK_CONTAINS(F.text(), "= 0");
}

void keepsAddsOfZero() {
  for (llvm::StringRef Cpu : {"v1", "v3"}) {
    LinkOptions Options = assemblyOptions();
    Options.Cpu = Cpu.str();
    Options.MaxInstructions = 4096;
    Finished F = finish(R"(
target triple = "bpf"
define i32 @f(ptr %p) section "tc" {
  %a = atomicrmw add ptr %p, i64 0 seq_cst
  %b = atomicrmw add ptr %p, i64 3 seq_cst
  ret i32 0
})",
                        Options);
    CHECK_EQ(F.Diagnostics.size(), 0u);
    CHECK(!F.text().contains("|="));
    CHECK(!F.text().contains("atomic_fetch_or"));
  }
}

void refusesResultsOfTwoWords() {
  // LLVM 22 by itself; LLVM 23 would return them in R0 and R2.
  for (llvm::StringRef Type : {"{ i64, i64 }", "[2 x i64]", "{ i32, i64 }"}) {
    Finished F = make(("define " + Type + " @pair(i64 %a) section \"tc\" {\n" +
                       "  ret " + Type + " zeroinitializer\n}")
                          .str());
    CHECK_EQ(F.count(Code::CODEGEN_ERROR), 1u);
    CHECK_CONTAINS(F.first(Code::CODEGEN_ERROR).Hint,
                   "BPF returns at most 64 bits");
  }
}

} // namespace

int main() {
  zeroesUndefinedValues();
  keepsAddsOfZero();
  refusesResultsOfTwoWords();
  return result();
}
