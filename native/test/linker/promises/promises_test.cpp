// InlineAll, GlobalData, MaxInstructions, old cpus.

#include "test/linker/old_kernel.h"

using namespace bpflinker;
using namespace bpflinker::test;

namespace {

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
          "takes the address of 'callback'");
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
  refuses(Configured, "the configuration variable (const volatile) 'limit'");
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
          "the global variable 'count' (.bss)");
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

/// Inline assembly may be of any cpu. `generic` is what `v1` is.
void refusesCodeOfNewerCpus() {
  constexpr const char *Narrow = R"(
define i64 @program(i64 %n) section "tc" {
  call void asm sideeffect "w1 = 1", "~{r1}"()
  ret i64 0
}
)";
  LinkOptions Options = oldKernel();
  for (const char *Cpu : {"v1", "generic", "v2"}) {
    Options.Cpu = Cpu;
    refuses(Narrow,
            (llvm::Twine("has arithmetic on 32-bit registers, which cpu '") +
             Cpu + "' lacks")
                .str(),
            Options);
  }
  Options.CpuFeatures = "+alu32";
  CHECK_EQ(build(Narrow, Options).Diagnostics.size(), 0u);
  Options.CpuFeatures = "";
  Options.Cpu = "v3";
  CHECK_EQ(build(Narrow, Options).Diagnostics.size(), 0u);
  refuses(R"(
define i64 @program(i64 %n) section "tc" {
  call void asm sideeffect "r1 = bswap64 r1", "~{r1}"()
  ret i64 0
}
)",
          "has an unconditional byte swap, which cpu 'v3' lacks", Options);
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
  judgesTheSize();
  refusesCallsThatNobodyCanInline();
  inlinesCalledPrograms();
  makesConstantsCode();
  namesGlobalData();
  judgesBigEndian();
  freezesTables();
  permitsMapsAndLicence();
  keepsToOldAtomics();
  refusesCodeOfNewerCpus();
  refusesAtomicsThatDoNotExist();
  storesInsteadOfMemoryCalls();
  return result();
}
