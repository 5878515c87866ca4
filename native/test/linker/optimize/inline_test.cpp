// Internalising, noinline, inlineAll, unrolling.

#include "test/linker/finish.h"

using namespace bpflinker;
using namespace bpflinker::test;

namespace {

constexpr const char *Calls = R"(
target triple = "bpf"
@kept = global i32 1, section ".maps"
@dropped = global i32 1
@config = external global i32, section ".kconfig"
declare i32 @kernel(i32) section ".ksyms"
define i32 @helper(i32 %x) noinline {
  %r = call i32 @kernel(i32 %x) noinline
  ret i32 %r
}
define i32 @plain(i32 %x) noinline {
  %c = load volatile i32, ptr @config
  %r = call i32 @helper(i32 %c)
  ret i32 %r
}
define linkonce_odr i32 @program(i32 %x) section "tc" {
  %a = call i32 @plain(i32 %x) noinline
  %b = call i32 @plain(i32 %a)
  ret i32 %b
}
)";

LinkOptions irOptions() {
  LinkOptions Options = assemblyOptions();
  Options.Emit = {ArtifactKind::Ir};
  return Options;
}

void internalisesDefinitionsOnly() {
  Finished F = finish(Calls, irOptions(), {"kept", "program"});
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK_CONTAINS(F.text(), "define internal fastcc i32 @plain");
  CHECK_CONTAINS(F.text(), "define weak_odr i32 @program");
  CHECK_CONTAINS(F.text(),
                 "@config = external global i32, section \".kconfig\"");
  CHECK_CONTAINS(
      F.text(),
      "declare i32 @kernel(i32) local_unnamed_addr section \".ksyms\"");
  CHECK_CONTAINS(F.text(), "@kept = ");
  CHECK(!F.text().contains("@dropped"));
}

void keepsOrDropsNoInline() {
  LinkOptions Options = irOptions();
  CHECK_CONTAINS(finish(Calls, Options, {"program"}).text(), "@plain");
  Options.IgnoreInlineNever = true;
  Finished F = finish(Calls, Options, {"program"});
  CHECK(!F.text().contains("@plain"));
  CHECK(!F.text().contains("@helper"));
}

void optimisesWhatO0Made() {
  Finished F = finish(R"(
target triple = "bpf"
define i32 @helper(i32 %x) noinline optnone {
  %p = alloca i32
  store i32 %x, ptr %p
  %v = load i32, ptr %p
  ret i32 %v
}
define i32 @program(i32 %x) noinline optnone section "tc" {
  %r = call i32 @helper(i32 %x)
  ret i32 %r
}
)",
                      irOptions(), {"program"});
  CHECK(!F.text().contains("@helper"));
  CHECK(!F.text().contains("alloca"));
}

void inlinesAll() {
  LinkOptions Options = irOptions();
  Options.InlineAll = true;
  // `plain` is exported and called: inlined, and kept.
  Finished F = finish(Calls, Options, {"program", "plain"});
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK(!F.text().contains("call i32 @plain"));
  CHECK_CONTAINS(F.text(), "@plain");
  CHECK(!F.text().contains("@helper"));
}

void namesWhatCannotBeInlined() {
  LinkOptions Options = irOptions();
  Options.InlineAll = true;
  Finished F = finish(R"(
target triple = "bpf"
declare i32 @kernel(i32) section ".ksyms"
define i32 @even(i32 %n) {
  %k = call i32 @kernel(i32 %n)
  %z = icmp eq i32 %k, 0
  br i1 %z, label %done, label %more
more:
  %r = call i32 @odd(i32 %k)
  %q = call i32 @kernel(i32 %r)
  ret i32 %q
done:
  ret i32 1
}
define i32 @odd(i32 %n) {
  %k = call i32 @kernel(i32 %n)
  %r = call i32 @even(i32 %k)
  %q = call i32 @kernel(i32 %r)
  ret i32 %q
}
define i32 @program(i32 %x) section "tc" !dbg !4 {
  %r = call i32 @even(i32 %x), !dbg !7
  ret i32 %r, !dbg !7
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "even.c", directory: "/src")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 5}
!4 = distinct !DISubprogram(name: "program", file: !1, line: 20, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocation(line: 21, column: 10, scope: !4)
)",
                      [&] {
                        Options.Btf = true;
                        return Options;
                      }(),
                      {"program"});
  CHECK(F.Artifacts.empty());
  CHECK(F.count(Code::CODEGEN_ERROR) >= 1);
  bool Placed = false;
  for (const Diagnostic &D : F.Diagnostics) {
    CHECK_CONTAINS(D.Message, "calls itself");
    Placed |= D.Where.File == "/src/even.c" && D.Where.Line == 21;
  }
  CHECK(Placed);
}

/// The form that rustc gives `for i in 0..=200`: two variables decide.
constexpr const char *Inclusive = R"(
target triple = "bpf"
declare i32 @kernel(i32) section ".ksyms"
define i32 @program(i32 %limit) section "tc" {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %body ]
  %end = phi i1 [ false, %entry ], [ %end.next, %body ]
  %over = icmp ugt i32 %i, 200
  %stop = or i1 %end, %over
  br i1 %stop, label %exit, label %body
body:
  %less = icmp ult i32 %i, 200
  %up = add nuw nsw i32 %i, 1
  %next = select i1 %less, i32 %up, i32 %i
  %end.next = xor i1 %less, true
  %r = call i32 @kernel(i32 %i)
  br label %loop
exit:
  ret i32 0
}
)";

/// Bounded by a mask, with a second exit, around a loop of five.
constexpr const char *Nested = R"(
target triple = "bpf"
declare i32 @kernel(i32) section ".ksyms"
define i32 @program(i32 %n) section "tc" {
entry:
  %bound = and i32 %n, 15
  br label %outer
outer:
  %i = phi i32 [ 0, %entry ], [ %i.next, %latch ]
  %more = icmp ult i32 %i, %bound
  br i1 %more, label %inner, label %exit
inner:
  %j = phi i32 [ 0, %outer ], [ %j.next, %again ]
  %r = call i32 @kernel(i32 %j)
  %zero = icmp eq i32 %r, 0
  br i1 %zero, label %exit, label %again
again:
  %j.next = add i32 %j, 1
  %five = icmp ult i32 %j.next, 5
  br i1 %five, label %inner, label %latch
latch:
  %i.next = add i32 %i, 1
  br label %outer
exit:
  ret i32 0
}
)";

void unrollsEveryBoundedLoop() {
  LinkOptions Options = assemblyOptions();
  Options.UnrollLoops = true;
  Finished F = finish(Inclusive, Options);
  CHECK_EQ(F.text().count("call kernel"), 201u);
  F = finish(Nested, Options);
  CHECK_EQ(F.text().count("call kernel"), 75u);
  Options.UnrollLoops = false;
  CHECK(finish(Inclusive, Options).text().count("call kernel") < 201);
}

} // namespace

int main() {
  internalisesDefinitionsOnly();
  keepsOrDropsNoInline();
  optimisesWhatO0Made();
  inlinesAll();
  namesWhatCannotBeInlined();
  unrollsEveryBoundedLoop();
  return result();
}
