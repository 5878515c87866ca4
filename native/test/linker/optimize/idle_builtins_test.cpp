// Memory builtins that nothing calls are kept, and not optimised.

#include "test/linker/finish.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

/// What the optimiser would remove, and how it is found.
constexpr const char *Left = "= mul i64";

/// A memset as another compiler made it: what it does is of no interest here.
constexpr const char *Set = R"(
target triple = "bpf"
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define weak hidden ptr @memset(ptr %p, i32 %byte, i64 %n) {
  %left = mul i64 %n, %n
  %b = trunc i32 %byte to i8
  store volatile i8 %b, ptr %p
  ret ptr %p
}
)";

constexpr const char *Program = R"(
define i32 @f(ptr %p, i64 %n) section "tc" {
  ret i32 0
}
)";

LinkOptions irOptions() {
  LinkOptions Options;
  Options.Cpu = "v3";
  Options.Emit = {ArtifactKind::Ir};
  return Options;
}

Finished make(StringRef Rest, const LinkOptions &Options = irOptions(),
              std::vector<std::string> Exports = {}) {
  return finish((Set + Rest).str(), Options, std::move(Exports));
}

void leavesWhatNothingCalls() {
  Finished F = make(Program);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_CONTAINS(F.text(), "@memset(");
  CHECK_CONTAINS(F.text(), Left);
  // The means leave no trace.
  CHECK(!F.text().contains("optnone"));
  CHECK(!F.text().contains("noinline"));
}

void optimisesWhatIsCalled() {
  constexpr const char *Calls[] = {
      "call ptr @memset(ptr %p, i32 0, i64 %n)",
      "call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %n, i1 false)",
      // Found only once it is lowered: too long to be stored.
      "call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 5000, i1 false)",
  };
  for (StringRef Call : Calls) {
    Finished F = make(("define i32 @f(ptr %p, i64 %n) section \"tc\" {\n" +
                       Call + "\n  ret i32 0\n}\n")
                          .str());
    CHECK_CONTAINS(F.text(), "call ptr @memset(");
    CHECK(!F.text().contains(Left));
    CHECK(!F.text().contains("optnone"));
  }
}

/// The reason to keep them at all.
void optimisesWhatTheOptimiserCalls() {
  Finished F = make(R"(
define i32 @f(ptr %p, i64 %n) section "tc" {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %at = getelementptr i8, ptr %p, i64 %i
  store i8 0, ptr %at
  %next = add nuw i64 %i, 1
  %done = icmp eq i64 %next, %n
  br i1 %done, label %exit, label %loop
exit:
  ret i32 0
}
)");
  CHECK_CONTAINS(F.text(), "call ptr @memset(");
  CHECK(!F.text().contains(Left));
  CHECK(!F.text().contains("optnone"));
}

void optimisesWhatIsAsked() {
  CHECK(!make(Program, irOptions(), {"f", "memset"}).text().contains(Left));
  LinkOptions Options = irOptions();
  Options.UnrollLoops = true;
  CHECK(!make(Program, Options).text().contains(Left));
  Options = irOptions();
  Options.Loops = false;
  CHECK(!make(Program, Options).text().contains(Left));
  Options = irOptions();
  Options.DisableMemoryBuiltins = true;
  CHECK(!make(Program, Options, {"f"}).text().contains("memset"));
}

void joinsHelpers() {
  constexpr const char *Copy = R"(
define internal ptr @copy(ptr %to, ptr %from, i64 %n) {
  %left = mul i64 %n, %n
  %b = load volatile i8, ptr %from
  store volatile i8 %b, ptr %to
  ret ptr %to
}
define weak hidden ptr @memcpy(ptr %to, ptr %from, i64 %n) {
  %r = call ptr @copy(ptr %to, ptr %from, i64 %n)
  ret ptr %r
}
)";
  Finished F = make((Copy + StringRef(Program)).str());
  CHECK(!F.text().contains("@copy"));
  CHECK_EQ(F.text().count(Left), 2u);
  // One that a program uses too is optimised with the program.
  F = make((Copy + StringRef(R"(
define ptr @f(ptr %p, i64 %n) section "tc" {
  %r = call ptr @copy(ptr %p, ptr %p, i64 %n)
  ret ptr %r
}
)"))
               .str());
  CHECK_EQ(F.text().count(Left), 1u);
  CHECK(!F.text().contains("optnone"));
}

void optimisesWhatIsNotFit() {
  // Each of these only becomes fit for BPF by being optimised.
  constexpr const char *Unfit[] = {
      "%slot = alloca i64\n  store i64 %n, ptr %slot",
      "%r = call i64 @six(i64 %n, i64 1, i64 2, i64 3, i64 4, i64 5)",
      "%r = call i128 @wide(i64 %n)",
  };
  for (StringRef Body : Unfit) {
    Finished F = make((R"(
define internal i64 @six(i64 %a, i64, i64, i64, i64, i64) {
  ret i64 %a
}
define internal i128 @wide(i64 %a) {
  %r = zext i64 %a to i128
  ret i128 %r
}
define weak hidden ptr @memcpy(ptr %to, ptr %from, i64 %n) {
  )" + Body + "\n  ret ptr %to\n}\n" +
                       StringRef(Program))
                          .str());
    CHECK_EQ(F.Diagnostics.size(), 0u);
    CHECK_CONTAINS(F.text(), "@memcpy(");
    CHECK(!F.text().contains(Left));
    CHECK(!F.text().contains("alloca"));
    CHECK(!F.text().contains("@six"));
    CHECK(!F.text().contains("@wide"));
  }
}

void givesNoInlineBack() {
  Finished F = make(R"(
define weak hidden i32 @memcmp(ptr %a, ptr %b, i64 %n) noinline {
  ret i32 0
}
define i32 @f(ptr %p, i64 %n) section "tc" {
  ret i32 0
}
)");
  CHECK_CONTAINS(F.text(), "noinline");
  CHECK(!F.text().contains("optnone"));
}

} // namespace

int main() {
  leavesWhatNothingCalls();
  optimisesWhatIsCalled();
  optimisesWhatTheOptimiserCalls();
  optimisesWhatIsAsked();
  joinsHelpers();
  optimisesWhatIsNotFit();
  givesNoInlineBack();
  return result();
}
