// ForbidLoops, InlineAll, ForbidGlobalData, MaxInstructions, old cpus.

#include "test/finish.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

/// As the profile old-kernel-no-loops sets them.
LinkOptions oldKernel() {
  LinkOptions Options;
  Options.Cpu = "v1";
  Options.Emit = {ArtifactKind::Object, ArtifactKind::Assembly};
  Options.ForbidLoops = Options.InlineAll = Options.ForbidGlobalData = true;
  Options.DisableMemoryBuiltins = true;
  Options.MaxInstructions = 4096;
  return Options;
}

Finished build(StringRef Body, const LinkOptions &Options = oldKernel()) {
  return finish(("target triple = \"bpf\"\n"
                 "declare i64 @kernel(i64) section \".ksyms\"\n" +
                 Body)
                    .str(),
                Options);
}

StringRef assembly(const Finished &F) { return F.text(1); }

void refuses(StringRef Body, StringRef Why,
             const LinkOptions &Options = oldKernel()) {
  Finished F = build(Body, Options);
  CHECK(F.Artifacts.empty());
  CHECK_EQ(F.count(Code::CODEGEN_ERROR), 1u);
  CHECK_CONTAINS(F.first(Code::CODEGEN_ERROR).Message, Why);
}

/// for (i = 0; i < n && i < 16; i++) kernel(i)
constexpr const char *BoundedByVariable = R"(
define i64 @program(i64 %n) section "tc" {
entry:
  br label %head
head:
  %i = phi i64 [ 0, %entry ], [ %next, %body ]
  %few = icmp ult i64 %i, %n
  %low = icmp ult i64 %i, 16
  %both = select i1 %few, i1 %low, i1 false
  br i1 %both, label %body, label %done
body:
  %r = call i64 @kernel(i64 %i)
  %next = add i64 %i, 1
  br label %head
done:
  ret i64 0
}
)";

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
  Global.ForbidGlobalData = false;
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
          "rounds",
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
  Options.ForbidLoops = false;
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

void judgesTheSize() {
  LinkOptions Options = oldKernel();
  Options.MaxInstructions = 40;
  refuses(BoundedByVariable, "instructions, and these kernels take 40",
          Options);
}

void refusesCallsThatNobodyCanInline() {
  refuses(R"(
define i64 @program(ptr %f) section "tc" {
  %r = call i64 %f(i64 1)
  ret i64 %r
}
)",
          "calls through a pointer");
  refuses(R"(
define internal i64 @callback(i64 %i) noinline {
  ret i64 0
}
define i64 @program(i64 %n) section "tc" {
  %r = call i64 inttoptr (i64 181 to ptr)(i64 %n, ptr @callback, ptr null, i64 0)
  ret i64 %r
}
)",
          "takes the address of callback");
}

/// A program that another one calls: its body in both.
void inlinesCalledPrograms() {
  Finished F = build(R"(
define i64 @first(i64 %n) noinline section "tc" {
  %r = call i64 @kernel(i64 %n)
  ret i64 %r
}
define i64 @second(i64 %n) section "tc" {
  %r = call i64 @first(i64 %n) noinline
  ret i64 %r
}
)");
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_EQ(assembly(F).count("call kernel"), 2u);
  CHECK(!assembly(F).contains("call first"));
}

void makesConstantsCode() {
  Finished F = build(R"(
@table = internal constant [8 x i32] [i32 11, i32 22, i32 33, i32 44, i32 55, i32 66, i32 77, i32 88]
@text = internal constant [6 x i8] c"hello\00"
@other = internal constant [4 x i8] c"bye\00"
@names = internal constant [2 x ptr] [ptr @text, ptr @other]
define i64 @program(i64 %n) section "tc" {
  %i = and i64 %n, 7
  %at = getelementptr inbounds [8 x i32], ptr @table, i64 0, i64 %i
  %v = load i32, ptr %at
  %w = zext i32 %v to i64
  %b = and i64 %n, 1
  %slot = getelementptr inbounds [2 x ptr], ptr @names, i64 0, i64 %b
  %name = load ptr, ptr %slot
  %x = call i64 inttoptr (i64 6 to ptr)(ptr %name, i32 4)
  %y = call i64 inttoptr (i64 6 to ptr)(ptr @text, i32 6)
  ret i64 %w
}
)");
  CHECK_EQ(F.Diagnostics.size(), 0u);
  // Eight values of 7 bits, in the bytes of one word.
  CHECK_CONTAINS(assembly(F), "6362814653275379211");
  CHECK(!assembly(F).contains("table"));
  CHECK(!assembly(F).contains(" ll\n\tr1 += "));
}

constexpr const char *Configured = R"(
@limit = constant i32 7
define i64 @program() section "tc" {
  %v = load volatile i32, ptr @limit
  %w = zext i32 %v to i64
  ret i64 %w
}
)";

void namesGlobalData() {
  refuses(Configured, "the configuration variable (const volatile) limit");
  LinkOptions Options = oldKernel();
  Options.FreezeRodata = true;
  Finished F = build(Configured, Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_CONTAINS(assembly(F), "r0 = 7");
  refuses(R"(
@count = global i64 0
define i64 @program(i64 %n) section "tc" {
  store i64 %n, ptr @count
  ret i64 0
}
)",
          "the global variable count (.bss)");
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
  Options.ForbidGlobalData = false;
  Options.AllowUnresolved = true;
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
  Options.ForbidLoops = false;
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

/// The judge reads either byte order.
void judgesBigEndian() {
  LinkOptions Options = oldKernel();
  Options.Target = "bpfeb";
  Finished F = build(BoundedByVariable, Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  Options.MaxInstructions = 40;
  refuses(BoundedByVariable, "instructions, and these kernels take 40",
          Options);
}

/// Its value where the index is variable, too.
void freezesTables() {
  LinkOptions Options = oldKernel();
  Options.FreezeRodata = true;
  Finished F = build(R"(
@weights = constant [4 x i32] [i32 1, i32 2, i32 4, i32 8]
define i64 @program(i64 %n) section "tc" {
  %i = and i64 %n, 3
  %at = getelementptr inbounds [4 x i32], ptr @weights, i64 0, i64 %i
  %v = load volatile i32, ptr %at
  %w = zext i32 %v to i64
  ret i64 %w
}
)",
                     Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK(!assembly(F).contains("r1 = weights"));
}

void permitsMapsAndLicence() {
  Finished F = build(R"(
@map = global [20 x i8] zeroinitializer, section ".maps"
@legacy = global [20 x i8] zeroinitializer, section "maps"
@licence = global [4 x i8] c"GPL\00", section "license"
define i64 @program(i64 %n) section "tc" {
  %x = call i64 inttoptr (i64 1 to ptr)(ptr @map, i64 %n)
  %y = call i64 inttoptr (i64 1 to ptr)(ptr @legacy, i64 %n)
  ret i64 0
}
)");
  CHECK_EQ(F.Diagnostics.size(), 0u);
}

void keepsToOldAtomics() {
  Finished F = build(R"(
define i64 @program(ptr %p, i64 %v) "target-cpu"="v3" section "tc" {
  %a = atomicrmw add ptr %p, i64 %v seq_cst
  %s = atomicrmw sub ptr %p, i64 %v seq_cst
  %c = icmp ult i64 %v, 9
  %r = select i1 %c, i64 1, i64 2
  ret i64 %r
}
)");
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_EQ(assembly(F).count("lock *(u64 *)"), 2u);
  CHECK(!assembly(F).contains("fetch"));
  refuses(R"(
define i64 @program(ptr %p, i64 %v) section "tc" {
  %a = atomicrmw or ptr %p, i64 %v seq_cst
  ret i64 0
}
)",
          "an atomic operation other than add");
  refuses(R"(
define i64 @program(ptr %p, i64 %v) section "tc" {
  %a = atomicrmw add ptr %p, i64 %v seq_cst
  ret i64 %a
}
)",
          "the result of an atomic add");
}

/// For any cpu: what LLVM would end the process for.
void refusesAtomicsThatDoNotExist() {
  LinkOptions Options = assemblyOptions();
  refuses(R"(
define i64 @program(ptr %p, i64 %v) section "tc" {
  %a = atomicrmw umax ptr %p, i64 %v seq_cst
  ret i64 0
}
)",
          "the atomic operation 'umax'", Options);
  refuses(R"(
define i64 @program(ptr %p, i16 %v) section "tc" {
  %a = atomicrmw add ptr %p, i16 %v seq_cst
  ret i64 0
}
)",
          "an atomic operation on 16 bits", Options);
  Options.Cpu = "v2";
  refuses(R"(
define i64 @program(ptr %p, i32 %v) section "tc" {
  %a = atomicrmw or ptr %p, i32 %v seq_cst
  ret i64 0
}
)",
          "an atomic operation other than add on 32 bits", Options);
}

void storesInsteadOfMemoryCalls() {
  Finished F = build(R"(
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define i64 @program(i64 %n) section "tc" {
  %p = alloca [400 x i8], align 1
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 399, i1 false)
  %x = call i64 inttoptr (i64 6 to ptr)(ptr %p, i32 4)
  ret i64 0
}
)");
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK(!assembly(F).contains("call mem"));
}

} // namespace

int main() {
  unrollsWhatIsBounded();
  unrollsIrreducible();
  saysWhyLoopsStay();
  permitsLoopsOtherwise();
  judgesTheSize();
  refusesCallsThatNobodyCanInline();
  inlinesCalledPrograms();
  makesConstantsCode();
  namesGlobalData();
  boundsByTheObject();
  countsInVolatileLocals();
  splitsByTheCounter();
  unrollsInSubprograms();
  judgesBigEndian();
  freezesTables();
  permitsMapsAndLicence();
  keepsToOldAtomics();
  refusesAtomicsThatDoNotExist();
  storesInsteadOfMemoryCalls();
  return result();
}
