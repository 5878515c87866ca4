// Without Loops: what is unrolled, by which bound, and why the rest is not.

#include "test/linker/old_kernel.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

void unrollsWhatIsBounded() {
  Finished F = build(BoundedByVariable);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_EQ(assembly(F).count("call kernel"), 16u);
}

/// Entered at two places: no loop for LLVM, a cycle for the kernel.
void unrollsIrreducible() {
  Finished F = build(R"(
define i64 @program(i64 %n) section "tc" {
entry:
  %odd = trunc i64 %n to i1
  br i1 %odd, label %a, label %b
a:
  %i = phi i64 [ 0, %entry ], [ %j.next, %b ]
  %x = call i64 @kernel(i64 %i)
  %i.next = add i64 %i, 1
  %more = icmp ult i64 %i.next, 6
  br i1 %more, label %b, label %done
b:
  %j = phi i64 [ 1, %entry ], [ %i.next, %a ]
  %y = call i64 @kernel(i64 %j)
  %j.next = add i64 %j, 1
  br label %a
done:
  ret i64 0
}
)");
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK(!F.Artifacts.empty());
}

void saysWhyLoopsStay() {
  refuses(R"(
define i64 @program(ptr %p) section "tc" {
entry:
  br label %loop
loop:
  %v = load volatile i64, ptr %p
  %stop = icmp eq i64 %v, 0
  br i1 %stop, label %done, label %loop
done:
  ret i64 0
}
)",
          "its trip count is unknown, its end depends on a value read from "
          "memory");
  LinkOptions Global = oldKernel();
  Global.GlobalData = true;
  refuses(R"(
@rounds = constant i64 0, section ".rodata"
define i64 @program() section "tc" {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %r = call i64 @kernel(i64 %i)
  %next = add i64 %i, 1
  %end = load volatile i64, ptr @rounds
  %more = icmp ult i64 %next, %end
  br i1 %more, label %loop, label %done
done:
  ret i64 0
}
)",
          "its end depends on the configuration variable (const volatile) "
          "'rounds'",
          Global);
  refuses(R"(
define i64 @program(i64 %n) section "tc" {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %r = call i64 @kernel(i64 %i)
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, 9000
  br i1 %more, label %loop, label %done
done:
  ret i64 0
}
)",
          "it is too large: 9000 iterations × ");
  // Linux 5.2 takes a million.
  LinkOptions Roomy = oldKernel();
  Roomy.MaxInstructions = 1'000'000;
  refuses(R"(
define i64 @program(i64 %n) section "tc" {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %r = call i64 @kernel(i64 %i)
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, 900000
  br i1 %more, label %loop, label %done
done:
  ret i64 0
}
)",
          "and these kernels take 1000000", Roomy);
  refuses(R"(
define i64 @program() section "tc" {
entry:
  br label %loop
loop:
  %r = call i64 @kernel(i64 1)
  br label %loop
}
)",
          "it never ends");
  // LLVM sees no loop in this, the kernel does.
  refuses(R"(
define i64 @program(i64 %n) section "tc" {
  call void asm sideeffect "1: $0 += -1\0Aif $0 s> 0 goto 1b", "r"(i64 %n)
  ret i64 0
}
)",
          "has a loop that LLVM does not see as one");
}

void permitsLoopsOtherwise() {
  LinkOptions Options = oldKernel();
  Options.Loops = true;
  Options.UnrollLoops = true;
  Finished F = build(R"(
define i64 @program(ptr %p) section "tc" {
entry:
  br label %loop
loop:
  %v = load volatile i64, ptr %p
  %stop = icmp eq i64 %v, 0
  br i1 %stop, label %done, label %loop
done:
  ret i64 0
}
)",
                     Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
}

/// A walk over `Array` until the value that a volatile load of the turn gives.
std::string walkOver(StringRef Array, StringRef Start = "0",
                     StringRef Step = "1") {
  return (Array + R"(
@limit = external global i64
define i64 @program() section "tc" {
entry:
  br label %loop
loop:
  %i = phi i64 [ )" +
          Start + R"(, %entry ], [ %next, %loop ]
  %at = getelementptr i32, ptr @array, i64 %i
  %v = load volatile i32, ptr %at
  %r = call i64 @kernel(i64 %i)
  %next = add i64 %i, )" +
          Step + R"(
  %end = load volatile i64, ptr @limit
  %more = icmp ult i64 %next, %end
  br i1 %more, label %loop, label %done
done:
  ret i64 0
}
)")
      .str();
}

void boundsByTheObject() {
  LinkOptions Options = oldKernel();
  Options.GlobalData = true;
  Options.AllowUnresolved.All = true;
  constexpr StringRef Nine = "@array = global [9 x i32] zeroinitializer";
  auto Turns = [&](StringRef Start, StringRef Step) {
    Finished F = build(walkOver(Nine, Start, Step), Options);
    CHECK_EQ(F.Diagnostics.size(), 0u);
    return assembly(F).count("call kernel");
  };
  CHECK_EQ(Turns("0", "1"), 9u);
  CHECK_EQ(Turns("2", "1"), 7u);
  CHECK_EQ(Turns("2", "3"), 3u); // 2, 5, 8
  CHECK_EQ(Turns("3", "3"), 2u); // 3, 6
  refuses(walkOver("@array = global [9000 x i32] zeroinitializer"),
          "it is too large: 9000 iterations", Options);
  // Whose size nobody knows, or another definition may change.
  for (StringRef Array : {"@array = external global [9 x i32]",
                          "@array = weak global [9 x i32] zeroinitializer",
                          "@array = global [1 x i32] zeroinitializer"})
    refuses(walkOver(Array), "its trip count is unknown", Options);
}

/// A loop over a counter in memory: `Uses` is what else is done with it.
std::string countsInMemory(StringRef Uses) {
  return (R"(
define i64 @program() section "tc" {
entry:
  %counter = alloca i64
  store volatile i64 0, ptr %counter
)" + Uses +
          R"(
  br label %loop
loop:
  %i = load volatile i64, ptr %counter
  %r = call i64 @kernel(i64 %i)
  %next = add i64 %i, 1
  store volatile i64 %next, ptr %counter
  %now = load volatile i64, ptr %counter
  %more = icmp ult i64 %now, 5
  br i1 %more, label %loop, label %done
done:
  ret i64 0
}
)")
      .str();
}

void countsInVolatileLocals() {
  Finished F = build(countsInMemory(""));
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_EQ(assembly(F).count("call kernel"), 5u);
  // The kernel has its address.
  refuses(countsInMemory(R"(
  %address = ptrtoint ptr %counter to i64
  %s = call i64 @kernel(i64 %address))"),
          "its trip count is unknown");
  // Where loops are permitted, nothing is taken from anybody.
  LinkOptions Options = oldKernel();
  Options.Loops = true;
  Options.UnrollLoops = true;
  F = build(countsInMemory(""), Options);
  CHECK_EQ(assembly(F).count("call kernel"), 1u);
}

/// for (i = 0; i != 9 && i != 10 && i != 13 && i != 14; i += one or the other)
std::string countsBy(StringRef One, StringRef Other) {
  return ("define i64 @program() section \"tc\" {\nentry:\n"
          "  br label %loop\n"
          "loop:\n"
          "  %i = phi i64 [ 0, %entry ], [ %next, %latch ]\n"
          "  %turns = phi i64 [ 1, %entry ], [ %r, %latch ]\n"
          "  %r = call i64 @kernel(i64 %turns)\n"
          "  %odd = trunc i64 %r to i1\n"
          "  %by = select i1 %odd, i64 " +
          One + ", i64 " + Other +
          "\n"
          "  %next = add i64 %i, %by\n"
          "  %is9 = icmp eq i64 %next, 9\n"
          "  br i1 %is9, label %done, label %a\n"
          "a:\n"
          "  call void asm sideeffect \"\", \"~{memory}\"()\n"
          "  %is10 = icmp eq i64 %next, 10\n"
          "  br i1 %is10, label %done, label %b\n"
          "b:\n"
          "  call void asm sideeffect \"\", \"~{memory}\"()\n"
          "  %is13 = icmp eq i64 %next, 13\n"
          "  br i1 %is13, label %done, label %latch\n"
          "latch:\n"
          "  call void asm sideeffect \"\", \"~{memory}\"()\n"
          "  %is14 = icmp eq i64 %next, 14\n"
          "  br i1 %is14, label %done, label %loop\n"
          "done:\n"
          "  ret i64 %next\n"
          "}\n")
      .str();
}

void splitsByTheCounter() {
  Finished F = build(countsBy("3", "7"));
  CHECK_EQ(F.Diagnostics.size(), 0u);
  // The turns that begin with 0, with 3 or 7, and with 6.
  CHECK_EQ(assembly(F).count("call kernel"), 3u);
  // 3, 6, 3 again; and more than a few values.
  refuses(countsBy("3", "-3"), "its trip count is unknown");
  refuses(countsBy("3", "64"), "its trip count is unknown");
}

/// Calls are permitted, loops are not, as for 4.19.
void unrollsInSubprograms() {
  LinkOptions Options = oldKernel();
  Options.InlineAll = false;
  Finished F = build(R"(
define internal i64 @sum(i64 %n) noinline {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %r = call i64 @kernel(i64 %i)
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, 7
  br i1 %more, label %loop, label %done
done:
  ret i64 %r
}
define i64 @program(i64 %n) section "tc" {
  %a = call i64 @sum(i64 %n)
  %b = call i64 @sum(i64 %a)
  ret i64 %b
}
)",
                     Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_EQ(assembly(F).count("call kernel"), 7u);
  CHECK_EQ(assembly(F).count("call sum"), 2u);
}

} // namespace

int main() {
  unrollsWhatIsBounded();
  unrollsIrreducible();
  saysWhyLoopsStay();
  permitsLoopsOtherwise();
  boundsByTheObject();
  countsInVolatileLocals();
  splitsByTheCounter();
  unrollsInSubprograms();
  return result();
}
