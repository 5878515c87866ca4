// What LLVM refuses, and what is undefined: which function, which line.

#include "linker/diagnose/dag_message.h"
#include "test/linker/finish.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

constexpr const char *DebugInfo = R"(
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "prog.c", directory: "/src")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 5}
!4 = distinct !DISubprogram(name: "program", file: !1, line: 20, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocation(line: 21, column: 10, scope: !4)
!8 = distinct !DISubprogram(name: "other", file: !1, line: 30, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!9 = !DILocation(line: 31, column: 10, scope: !8)
)";

Finished make(StringRef Code, LinkOptions Options = assemblyOptions()) {
  Options.Btf = true;
  return finish(("target triple = \"bpf\"\n" + Code + DebugInfo).str(),
                Options);
}

void placed(const Diagnostic &D, unsigned Line, StringRef Function) {
  CHECK_EQ(D.Where.File, "/src/prog.c");
  CHECK_EQ(D.Where.Line, Line);
  CHECK_EQ(D.Symbol, Function);
}

void tooManyArguments() {
  Finished F = make(R"(
declare i64 @kernel(i64, i64, i64, i64, i64, i64) section ".ksyms"
define i64 @program(i64 %x) section "tc" !dbg !4 {
  %r = call i64 @kernel(i64 1, i64 2, i64 3, i64 4, i64 5, i64 %x), !dbg !7
  ret i64 %r, !dbg !7
})");
  CHECK(F.Artifacts.empty());
  Diagnostic D = F.first(Code::CODEGEN_ERROR);
  CHECK_CONTAINS(D.Message, "call of 'kernel': too many arguments");
  CHECK_CONTAINS(D.Hint, "5 arguments");
  placed(D, 21, "program");
}

void tooManyArgumentsOfAPointer() {
  Finished F = make(R"(
define i64 @program(ptr %f) section "tc" !dbg !4 {
  %r = call i64 %f(i64 1, i64 2, i64 3, i64 4, i64 5, i64 6), !dbg !7
  ret i64 %r, !dbg !7
})");
  Diagnostic D = F.first(Code::CODEGEN_ERROR);
  CHECK_EQ(D.Message,
           "in function 'program': indirect call: too many arguments");
  placed(D, 21, "program");
}

void nodesHaveNoAddresses() {
  CHECK_EQ(
      withoutAddresses("Cannot select: 0xc05d430: ch = brind 0xc063d70, "
                       "0xc05d3c0\n  0xc05d3c0: i64 = and 0xc063d70, 0x7f"),
      "Cannot select: t1: ch = brind t2, t3\n  t3: i64 = and t2, 0x7f");
  CHECK_EQ(withoutAddresses(""), "");
  CHECK_EQ(withoutAddresses("ends in 0x"), "ends in 0x");
  CHECK_EQ(withoutDagNode("0xc05d430: i64 = load 0xc063d70 strange news", ""),
           "t1: i64 = load t2 strange news");
  CHECK_EQ(withoutDagNode("0xc05d430: i64 = load 0xc063d70 known", "known"),
           "indirect call: known");
  CHECK_EQ(withoutDagNode("unsupported dynamic stack allocation", ""),
           "unsupported dynamic stack allocation");
  CHECK_EQ(operationNotSelected("Cannot select: 0xc05d430: ch = brind 0xc06"),
           "brind");
  CHECK_EQ(operationNotSelected("Cannot select: 0xc05d430: i64,ch = "
                                "AtomicLoad<(load acquire (s64))> 0xc06"),
           "AtomicLoad");
  CHECK_EQ(operationNotSelected("Cannot select: intrinsic %llvm.bpf.x"), "");
}

void tooMuchStack() {
  Finished F = make(R"(
declare void @kernel(ptr) section ".ksyms"
define i64 @program(i64 %x) section "tc" !dbg !4 {
  %a = alloca [600 x i8]
  call void @kernel(ptr %a), !dbg !7
  ret i64 0, !dbg !7
})");
  CHECK(F.Artifacts.empty());
  Diagnostic D = F.first(Code::CODEGEN_ERROR);
  CHECK_CONTAINS(D.Message, "stack limit");
  placed(D, 21, "program");
}

void badInlineAssembly() {
  Finished F = make(R"(
define i64 @program(i64 %x) section "tc" !dbg !4 {
  call void asm sideeffect "r1 =+ nonsense", ""(), !dbg !7, !srcloc !10
  ret i64 0, !dbg !7
}
!10 = !{i64 4711})");
  CHECK(F.Artifacts.empty());
  Diagnostic D = F.first(Code::CODEGEN_ERROR);
  CHECK_CONTAINS(D.Message, "inline assembly");
  placed(D, 21, "program");
}

void libraryCallOfADivisionOfDoubles() {
  Finished F = make(R"(
define i64 @program(i64 %x, i64 %y) section "tc" !dbg !4 {
  %a = bitcast i64 %x to double, !dbg !7
  %b = bitcast i64 %y to double, !dbg !7
  %q = fdiv double %a, %b, !dbg !7
  %t = bitcast double %q to i64, !dbg !7
  ret i64 %t, !dbg !7
})");
  CHECK(F.Artifacts.empty());
  CHECK_CONTAINS(F.first(Code::CODEGEN_ERROR).Message, "program");
}

/// Where LLVM gives up the process, we do not let it come to that.
void whatAborts() {
  Diagnostic Alloca = make(R"(
declare void @kernel(ptr) section ".ksyms"
define i64 @program(i64 %n) section "tc" !dbg !4 {
  %a = alloca i8, i64 %n, !dbg !7
  call void @kernel(ptr %a), !dbg !7
  ret i64 0, !dbg !7
})")
                          .first(Code::CODEGEN_ERROR);
  CHECK_CONTAINS(Alloca.Message, "variable size");
  placed(Alloca, 21, "program");

  Diagnostic Atomic = make(R"(
define i64 @program(ptr %p, i128 %v) section "tc" !dbg !4 {
  %o = atomicrmw add ptr %p, i128 %v seq_cst, align 16, !dbg !7
  ret i64 0, !dbg !7
})")
                          .first(Code::CODEGEN_ERROR);
  CHECK_CONTAINS(Atomic.Message, "128");
  placed(Atomic, 21, "program");

  Diagnostic Convention = make(R"(
declare x86_stdcallcc i64 @kernel(i64) section ".ksyms"
define i64 @program(i64 %n) section "tc" !dbg !4 {
  %r = call x86_stdcallcc i64 @kernel(i64 %n), !dbg !7
  ret i64 %r, !dbg !7
})")
                              .first(Code::CODEGEN_ERROR);
  CHECK_CONTAINS(Convention.Message, "calling convention");
  placed(Convention, 21, "program");

  Diagnostic Wide = make(R"(
define i128 @other(i64 %n) noinline !dbg !8 {
  %r = zext i64 %n to i128, !dbg !9
  %s = shl i128 %r, 9, !dbg !9
  ret i128 %s, !dbg !9
})")
                        .first(Code::CODEGEN_ERROR);
  CHECK_CONTAINS(Wide.Message, "more than 64 bits");
  CHECK_CONTAINS(Wide.Hint, "through a pointer");
  placed(Wide, 30, "other");
}

/// A jump over `Count` lines of `Code`.
std::string farJump(unsigned Count, const char *Code) {
  std::string Program = R"(
define i64 @program(ptr %p, i64 %x) section "tc" !dbg !4 {
  %z = icmp eq i64 %x, 0, !dbg !7
  br i1 %z, label %far, label %near, !dbg !7
near:
)";
  for (unsigned I = 0; I < Count; ++I)
    Program += Code;
  return Program + R"(
  br label %far
far:
  %r = phi i64 [ 1, %0 ], [ 2, %near ]
  ret i64 %r, !dbg !7
})";
}

void jumpsTooLong() {
  LinkOptions Options = assemblyOptions();
  Options.Emit = {ArtifactKind::Object};
  std::string Cuttable = farJump(70'000, "  store volatile i8 1, ptr %p\n");
  for (const char *Cpu : {"v1", "v3", "v4"}) {
    Options.Cpu = Cpu;
    CHECK_EQ(make(Cuttable, Options).Diagnostics.size(), 0u);
  }

  // There is no place for a pad in one inline assembly.
  std::string Lines;
  for (unsigned I = 0; I < 33'000; ++I)
    Lines += "r0 = 0\\0A";
  std::string Whole = farJump(
      1,
      ("  call void asm sideeffect \"" + Lines + "\", \"~{r0}\"()\n").c_str());
  Options.Cpu = "v3";
  Finished F = make(Whole, Options);
  CHECK(F.Artifacts.empty());
  CHECK_EQ(F.Diagnostics.size(), 1u);
  Diagnostic D = F.first(Code::CODEGEN_ERROR);
  CHECK_CONTAINS(D.Message, "longer than 32767");
  CHECK_CONTAINS(D.Hint, "v4");
  placed(D, 21, "program");
}

constexpr const char *Undefined = R"(
@table = global ptr @missing_function, section ".data"
@missing = external global i32
@weak = extern_weak global i32
@config = external global i32, section ".kconfig"
declare i64 @missing_function(i64)
declare i64 @kfunc(i64) section ".ksyms"
define i64 @program(i64 %x) section "tc" !dbg !4 {
  %v = load i32, ptr @missing, !dbg !7
  %w = load i32, ptr @weak, !dbg !7
  %c = load i32, ptr @config, !dbg !7
  %a = add i32 %v, %w, !dbg !7
  %b = add i32 %a, %c, !dbg !7
  %z = zext i32 %b to i64, !dbg !7
  %r = call i64 @missing_function(i64 %z), !dbg !7
  %k = call i64 @kfunc(i64 %r), !dbg !7
  ret i64 %k, !dbg !7
}
define i64 @other(i64 %x) section "tc" !dbg !8 {
  %r = call i64 @missing_function(i64 %x), !dbg !9
  ret i64 %r, !dbg !9
})";

void undefinedSymbols() {
  Finished F = make(Undefined);
  CHECK(F.Artifacts.empty());
  CHECK_EQ(F.count(Code::SYMBOL_UNRESOLVED), 2u);
  for (const Diagnostic &D : F.Diagnostics) {
    CHECK_EQ(D.Where.File, "/src/prog.c");
    if (D.Symbol == "missing") {
      CHECK_CONTAINS(D.Message, "undefined symbol 'missing'");
      CHECK_CONTAINS(D.Message, "function 'program'");
      CHECK_EQ(D.Where.Line, 21u);
      CHECK_EQ(D.Notes.size(), 0u);
    } else {
      CHECK_EQ(D.Symbol, "missing_function");
      // One other function and the table.
      CHECK_EQ(D.Notes.size(), 2u);
    }
  }
  LinkOptions Allow = assemblyOptions();
  Allow.AllowUnresolved.All = true;
  CHECK_EQ(make(Undefined, Allow).Diagnostics.size(), 0u);
}

/// Names and globs; what they do not name is an error as before.
void undefinedSymbolsByName() {
  auto Left = [](std::vector<std::string> Patterns) {
    LinkOptions Allow = assemblyOptions();
    Allow.AllowUnresolved.Patterns = std::move(Patterns);
    std::string Names;
    for (const Diagnostic &D : make(Undefined, Allow).Diagnostics)
      Names += D.Symbol + " ";
    return Names;
  };
  CHECK_EQ(Left({"missing"}), "missing_function ");
  CHECK_EQ(Left({"missing_function"}), "missing ");
  CHECK_EQ(Left({"missing_*", "nothing"}), "missing ");
  CHECK_EQ(Left({"missin?"}), "missing_function ");
  CHECK_EQ(Left({"missing*"}), "");
  CHECK_EQ(Left({"*"}), "");
  CHECK_EQ(Left({"Missing", "missin", ""}), "missing_function missing ");

  LinkOptions Wrong = assemblyOptions();
  Wrong.AllowUnresolved.Patterns = {"a[z"};
  CHECK_CONTAINS(make(Undefined, Wrong).first(Code::OPTION_INVALID).Message,
                 "'a[z' is no glob");
  CHECK_CONTAINS(make(Undefined).first(Code::SYMBOL_UNRESOLVED).Hint,
                 "--allow-unresolved=missing");
}

void trapsOnlyWhenAllowed() {
  constexpr const char *Trap = R"(
declare void @llvm.trap()
define i64 @program(i64 %x) section "tc" !dbg !4 {
  %z = icmp eq i64 %x, 0, !dbg !7
  br i1 %z, label %bad, label %good, !dbg !7
bad:
  call void @llvm.trap(), !dbg !7
  unreachable, !dbg !7
good:
  ret i64 0, !dbg !7
})";
  Diagnostic D = make(Trap).first(Code::SYMBOL_UNRESOLVED);
  CHECK_EQ(D.Symbol, "__bpf_trap");
  CHECK_EQ(D.Where.Line, 21u);
  CHECK_CONTAINS(D.Hint, "allow-bpf-trap");
  LinkOptions Allow = assemblyOptions();
  Allow.AllowBpfTrap = true;
  CHECK_CONTAINS(make(Trap, Allow).text(), "call __bpf_trap");
  Allow.AllowBpfTrap = false;
  Allow.AllowUnresolved.Patterns = {"__bpf_*"};
  CHECK_CONTAINS(make(Trap, Allow).text(), "call __bpf_trap");
  // Falling off the end makes no call unless it is allowed.
  constexpr const char *Unreachable = R"(
declare i64 @kfunc(i64) section ".ksyms"
define i64 @program(i64 %x) section "tc" !dbg !4 {
  %r = call i64 @kfunc(i64 %x) noreturn, !dbg !7
  unreachable, !dbg !7
})";
  CHECK(!make(Unreachable).text().contains("__bpf_trap"));
}

void invalidIr() {
  Finished F = finish(R"(
target triple = "bpf"
define i32 @f(i32 %x) section "tc" {
entry:
  br label %next
next:
  ret i32 %y
dead:
  %y = add i32 %x, 1
  br label %next
})",
                      assemblyOptions());
  CHECK(F.Artifacts.empty());
  CHECK_EQ(F.count(Code::IR_INVALID), 1u);
}

} // namespace

int main() {
  tooManyArguments();
  tooManyArgumentsOfAPointer();
  nodesHaveNoAddresses();
  tooMuchStack();
  badInlineAssembly();
  libraryCallOfADivisionOfDoubles();
  whatAborts();
  jumpsTooLong();
  undefinedSymbols();
  undefinedSymbolsByName();
  trapsOnlyWhenAllowed();
  invalidIr();
  return result();
}
