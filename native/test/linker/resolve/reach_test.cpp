// What the output is made of, and that the lazy way and LLVM's own linker make
// the same of it.

#include "test/linker/fixture.h"
#include "test/linker/whole_modules.h"

#include "llvm/IR/PassManager.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/Internalize.h"

using namespace bpflinker;
using namespace bpflinker::test;

static void onlyWhatIsReachedIsMoved() {
  Merge M(inputs(bitcode("a.bc", R"(
@used = internal constant i32 5
@unused = global i32 0
declare i32 @far()
define internal i32 @near() { %v = load i32, ptr @used ret i32 %v }
define i32 @dead() { %v = load i32, ptr @unused ret i32 %v }
define i32 @p() { %a = call i32 @near() %b = call i32 @far() ret i32 %a }
)"),
                 bitcode("b.bc", R"(
@table = internal global [2 x ptr] [ptr @leaf, ptr null]
define internal i32 @leaf() { ret i32 9 }
define i32 @far() { %f = load ptr, ptr @table %r = call i32 %f() ret i32 %r }
define i32 @other() { ret i32 1 }
)"),
                 bitcode("c.bc", "define i32 @lonely() { ret i32 0 }")),
          exporting({"p"}));
  CHECK_EQ(M.report(), "");
  for (const char *Name : {"p", "near", "used", "far", "table", "leaf"})
    CHECK(M.defines(Name));
  for (const char *Name : {"dead", "unused", "other", "lonely"})
    CHECK(!M.find(Name));
}

static void appendingVariablesAreRoots() {
  Merge M(inputs(bitcode("a.bc", "define void @p() { ret void }"),
                 archive("lib.a", R"(
@kept = internal global i32 3
@llvm.compiler.used = appending global [1 x ptr] [ptr @kept], section "llvm.metadata"
)")),
          exporting({"p"}));
  CHECK(M.defines("kept"));
  CHECK(M.find("llvm.compiler.used"));
}

static void aliasesBringTheirOwnTarget() {
  Merge M(inputs(bitcode("a.bc", "define i32 @impl() { ret i32 1 }\n"
                                 "declare i32 @api()\n"
                                 "define i32 @p() { %r = call i32 @api() "
                                 "ret i32 %r }"),
                 bitcode("b.bc", "@api = alias i32 (), ptr @impl\n"
                                 "define weak i32 @impl() { ret i32 2 }")),
          exporting({"p"}));
  CHECK_EQ(M.report(), "");
  auto *Alias = llvm::dyn_cast_or_null<llvm::GlobalAlias>(M.find("api"));
  CHECK(Alias);
  if (Alias)
    CHECK(Alias->getAliaseeObject() &&
          !Alias->getAliaseeObject()->isDeclaration());
}

static void moduleAsmIsKeptButForProbestack() {
  Merge M(
      inputs(bitcode("a.bc", "define void @p() { ret void }"),
             bitcode("b.bc", "module asm \".globl x\"\nmodule asm \"x:\"\n"),
             bitcode("c.bc", "module asm \"__rust_probestack:\"\n"
                             "module asm \" pushq %rbp\"\n")),
      exporting({"p"}));
  CHECK_CONTAINS(M.Result.M->getModuleInlineAsm(), "x:");
  CHECK(!llvm::StringRef(M.Result.M->getModuleInlineAsm())
             .contains("probestack"));
}

static void comdatMembersStayTogether() {
  Merge M(inputs(bitcode("a.bc",
                         "$f = comdat any\n"
                         "@data = linkonce_odr global i32 1, comdat($f)\n"
                         "define linkonce_odr i32 @f() comdat { ret i32 0 }\n"
                         "define i32 @p() { %r = call i32 @f() ret i32 %r }")),
          exporting({"p"}));
  CHECK(M.defines("data"));
}

/// The merged module with everything internal but the exports, as text without
/// what numbers and orders it.
static std::string afterCleaning(Merge &M) {
  if (!M.Result.M)
    return M.report();
  llvm::Module &Module = *M.Result.M;
  llvm::ModuleAnalysisManager Modules;
  llvm::FunctionAnalysisManager Functions;
  llvm::LoopAnalysisManager Loops;
  llvm::CGSCCAnalysisManager Components;
  llvm::PassBuilder Builder;
  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Components);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Components, Modules);
  llvm::ModulePassManager Passes;
  Passes.addPass(llvm::InternalizePass([&](const llvm::GlobalValue &V) {
    return llvm::is_contained(M.Result.Exports, V.getName());
  }));
  Passes.addPass(llvm::GlobalDCEPass());
  Passes.run(Module, Modules);
  std::string Text;
  llvm::raw_string_ostream(Text) << Module;
  return Text;
}

static void equalsLlvmsOwnLinker() {
  const char *Files[] = {
      R"(
%pair = type { i32, i64 }
@shared = global %pair { i32 1, i64 2 }
@llvm.used = appending global [1 x ptr] [ptr @shared], section "llvm.metadata"
declare i32 @two(ptr)
declare i32 @inl()
define weak i32 @hook() { ret i32 0 }
define i32 @p() section "tc" {
  %a = call i32 @two(ptr @shared)
  %b = call i32 @inl()
  %c = call i32 @hook()
  %d = add i32 %a, %b
  %e = add i32 %c, %d
  ret i32 %e
}
)",
      R"(
%pair = type { i32, i64 }
@shared = external global %pair
@str = private unnamed_addr constant [3 x i8] c"hi\00"
define linkonce_odr i32 @inl() { ret i32 7 }
define i32 @two(ptr %p) {
  %f = getelementptr %pair, ptr %p, i32 0, i32 1
  %v = load i32, ptr %f
  %s = load i8, ptr @str
  %w = zext i8 %s to i32
  %i = call i32 @inl()
  %x = add i32 %v, %w
  %y = add i32 %x, %i
  ret i32 %y
}
define i32 @dead() { ret i32 0 }
)",
      R"(
@str = private unnamed_addr constant [3 x i8] c"yo\00"
define linkonce_odr i32 @inl() { ret i32 7 }
define i32 @hook() { %s = load i8, ptr @str %w = zext i8 %s to i32 ret i32 %w }
define i32 @q() section "xdp" { %r = call i32 @inl() ret i32 %r }
@LICENSE = global [4 x i8] c"GPL\00", section "license"
)",
      R"(
@LICENSE = global [4 x i8] c"GPL\00", section "license"
define available_externally i32 @two(ptr %p) { ret i32 1 }
define i32 @r() section "xdp" { %r = call i32 @two(ptr null) ret i32 %r }
define i32 @memcpy() { ret i32 1 }
)"};
  auto All = [&] {
    std::vector<LinkInput> Inputs;
    for (const char *File : Files)
      Inputs.push_back(
          bitcode("f" + std::to_string(Inputs.size()) + ".bc", File));
    Inputs.push_back(archive("l.a", "define i32 @memcpy() { ret i32 2 }"));
    return Inputs;
  };
  LinkOptions Options = automatic();
  Merge Lazy(All(), Options);
  Merge Whole(All(), Options, exhaustiveSteps());
  CHECK_EQ(Lazy.report(), "");
  CHECK_EQ(Lazy.exports(), Whole.exports());
  CHECK_EQ(afterCleaning(Lazy), afterCleaning(Whole));
}

int main() {
  onlyWhatIsReachedIsMoved();
  appendingVariablesAreRoots();
  aliasesBringTheirOwnTarget();
  moduleAsmIsKeptButForProbestack();
  comdatMembersStayTogether();
  equalsLlvmsOwnLinker();
  return result();
}
