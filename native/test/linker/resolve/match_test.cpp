// What several inputs say of one symbol. The rules for C types and maps, side
// by side with libbpf's linker, are in test/links; here is what has no debug
// info, or is not C, and what must not be looked at.

#include "test/linker/clang.h"

using namespace bpflinker;
using namespace bpflinker::test;

static void countsParametersWithoutDebugInfo() {
  Merge Parameters(
      inputs(bitcode("a.bc", "declare i32 @f(i32)\n"
                             "define i32 @p() { %r = call i32 @f(i32 1) "
                             "ret i32 %r }"),
             bitcode("b.bc", "define i32 @f(i32 %a, i32 %b) { ret i32 %a }")),
      exporting({"p"}));
  CHECK_EQ(Parameters.codes(), "SYMBOL_MISMATCH");
  CHECK_CONTAINS(Parameters.report(),
                 "'f', declared in a.bc, does not match its definition in "
                 "b.bc: incompatible number of func_proto params 1 and 2");

  Merge Result(inputs(bitcode("a.bc", "declare i32 @f()\n"
                                      "define i32 @p() { %r = call i32 @f() "
                                      "ret i32 %r }"),
                      bitcode("b.bc", "define void @f() { ret void }")),
               exporting({"p"}));
  CHECK_CONTAINS(Result.report(), "a result and none");

  // Old C: nothing is said of the parameters.
  Merge Old(inputs(bitcode("a.bc", "declare i32 @f(...)\n"
                                   "define i32 @p() { %r = call i32 (...) "
                                   "@f() ret i32 %r }"),
                   bitcode("b.bc", "define i32 @f(i32 %a) { ret i32 %a }")),
            exporting({"p"}));
  CHECK_EQ(Old.codes(), "");
}

static void comparesSizes() {
  auto Variable = [](llvm::StringRef Declared) {
    return Merge(inputs(bitcode("a.bc", "@v = external global " + Declared +
                                            "\ndefine ptr @p() { ret ptr @v }"),
                        bitcode("b.bc", "@v = global i64 1")),
                 exporting({"p"}))
        .codes();
  };
  CHECK_EQ(Variable("i64"), "");
  CHECK_EQ(Variable("[0 x i64]"), "");
  CHECK_EQ(Variable("i32"), "SYMBOL_MISMATCH");
}

static void comparesSections() {
  auto Link = [](llvm::StringRef Declared, llvm::StringRef Defined) {
    return Merge(inputs(bitcode("a.bc", "@v = external global i32" + Declared +
                                            "\ndefine ptr @p() { ret ptr @v }"),
                        bitcode("b.bc", "@v = global i32 " + Defined)),
                 exporting({"p"}))
        .report();
  };
  CHECK_EQ(Link("", "1, section \".data.x\""), "");
  CHECK_EQ(Link(", section \".data.x\"", "1, section \".data.x\""), "");
  CHECK_EQ(Link(", section \".bss\"", "0"), "");
  CHECK_CONTAINS(Link(", section \".kconfig\"", "1"),
                 "section mismatch: .kconfig and .data");
}

/// A file that says `__ksym` and one that does not, in both orders.
static void oneFileMaySayTheSection() {
  auto Input = [](llvm::StringRef Name, llvm::StringRef Section) {
    return bitcode(Name, "declare void @k()" + Section + "\ndefine void @" +
                             Name + "() { call void @k() ret void }");
  };
  const char *Ksyms = " section \".ksyms\"";
  for (bool First : {true, false}) {
    Merge M(
        inputs(Input("a", First ? Ksyms : ""), Input("b", First ? "" : Ksyms)),
        exporting({"a", "b"}));
    CHECK_EQ(M.report(), "");
    CHECK_EQ(llvm::cast<llvm::Function>(M.find("k"))->getSection(), ".ksyms");
  }
}

static const std::vector<llvm::StringRef> Bitcode = {"-O2", "-emit-llvm"};

static void namesBothPlaces() {
  auto Map = [](llvm::StringRef Storage, llvm::StringRef Entries) {
    return (Storage + "\nstruct { int (*type)[1]; int (*max_entries)[" +
            Entries + "]; int *key; } m __attribute__((section(\".maps\")));\n")
        .str();
  };
  auto Link = [&](llvm::StringRef Entries) {
    return Merge(
        inputs(compile("user",
                       Map("extern", Entries) + "void *f(void) { return &m; }",
                       Bitcode),
               compile("owner", "\n\n" + Map("", "4"), Bitcode)),
        automatic());
  };
  CHECK_EQ(Link("4").report(), "");
  Merge Differ = Link("8");
  CHECK_EQ(Differ.codes(), "SYMBOL_MISMATCH");
  const Diagnostic &D = Differ.Diagnostics.all().front();
  CHECK_CONTAINS(D.Message, "map max_entries mismatch: 8 and 4");
  CHECK_EQ(D.Symbol, "m");
  CHECK_EQ(D.Notes[0].Where.Line, 2u);
  CHECK_EQ(D.Notes[1].Where.Line, 4u);
}

/// Types that lead to themselves, as only a damaged input has them.
static void endsOnEndlessTypes() {
  auto Input = [](llvm::StringRef Name, llvm::StringRef Global) {
    return bitcode(
        Name,
        Global +
            ", !dbg !3\n!llvm.dbg.cu = !{!0}\n!llvm.module.flags = !{!2}\n"
            "!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, "
            "emissionKind: FullDebug)\n"
            "!1 = !DIFile(filename: \"f.c\", directory: \"/src\")\n"
            "!2 = !{i32 2, !\"Debug Info Version\", i32 3}\n"
            "!3 = !DIGlobalVariableExpression(var: !4, expr: "
            "!DIExpression())\n"
            "!4 = distinct !DIGlobalVariable(name: \"v\", file: !1, line: 3, "
            "type: !5, isDefinition: true)\n"
            "!5 = distinct !DIDerivedType(tag: DW_TAG_pointer_type, baseType: "
            "!6, size: 64)\n"
            "!6 = distinct !DICompositeType(tag: DW_TAG_array_type, baseType: "
            "!7, elements: !{})\n"
            "!7 = distinct !DIDerivedType(tag: DW_TAG_typedef, name: \"t\", "
            "baseType: !8)\n"
            "!8 = distinct !DIDerivedType(tag: DW_TAG_typedef, name: \"u\", "
            "baseType: !7)\n");
  };
  Merge M(inputs(Input("a.bc", "@v = weak global i64 1"),
                 Input("b.bc", "@v = global i64 2")),
          automatic());
  CHECK_EQ(M.report(), "");
}

/// C and Rust name the same type differently.
static void otherLanguagesAreComparedByShape() {
  std::vector<llvm::StringRef> Cxx = {"-x", "c++", "-O2", "-emit-llvm"};
  const char *Use = "struct ctx { int a; };\nint f(struct ctx *c, int n);\n"
                    "int p(struct ctx *c) { return f(c, 1); }";
  auto Link = [&](const char *Definition) {
    return Merge(inputs(compile("a", Use, Bitcode),
                        compile("b", Definition, Cxx)),
                 automatic())
        .report();
  };
  CHECK_EQ(Link("struct Ctx { int a; };\n"
                "extern \"C\" int f(Ctx *c, int n) { return c->a + n; }"),
           "");
  CHECK_CONTAINS(Link("struct Ctx { int a; };\n"
                      "extern \"C\" int f(Ctx *c) { return c->a; }"),
                 "func_proto params 2 and 1");
}

/// Weak definitions are compared too, but nothing is opened for that.
static void weakDefinitionsMustMatch() {
  auto Define = [](llvm::StringRef Linkage, llvm::StringRef Parameters) {
    return ("define " + Linkage + " i32 @f(" + Parameters + ") { ret i32 1 }\n")
        .str();
  };
  const char *Program = "define i32 @p() section \"xdp\" { ret i32 0 }\n";
  Merge Open(inputs(bitcode("a.bc", Define("weak", "i32 %a") + Program),
                    bitcode("b.bc", Define("", "i32 %a, i32 %b"))),
             automatic());
  CHECK_CONTAINS(Open.report(), "'f', defined in a.bc, does not match its "
                                "definition in b.bc");
  Merge Closed(inputs(bitcode("b.bc", Define("", "i32 %a, i32 %b")),
                      archive("lib.a", Define("weak", "i32 %a"))),
               automatic());
  CHECK_EQ(Closed.report(), "");
}

/// Somebody's need makes a weak definition strong, as in libbpf's linker.
static void neededDefinitionsAreStrong() {
  auto Link = [](llvm::StringRef Reference) {
    return Merge(inputs(bitcode("a.bc", "declare " + Reference +
                                            " i32 @f()\ndefine i32 @p() { %r "
                                            "= call i32 @f() ret i32 %r }"),
                        bitcode("b.bc", "define weak i32 @f() { ret i32 1 }")),
                 automatic());
  };
  CHECK(Link("").find("f")->hasExternalLinkage());
  CHECK(Link("extern_weak").find("f")->hasWeakAnyLinkage());
}

static void sectionsHoldOneKind() {
  auto Link = [](llvm::StringRef First, llvm::StringRef Second,
                 llvm::StringRef Section) {
    return Merge(
               inputs(bitcode("a.bc", "@a = " + First + " i32 1, section \"" +
                                          Section + "\""),
                      bitcode("b.bc", "@b = " + Second + " i32 1, section \"" +
                                          Section + "\"")),
               automatic())
        .report();
  };
  CHECK_EQ(Link("constant", "constant", ".rodata.x"), "");
  CHECK_CONTAINS(Link("constant", "global", ".rodata.x"),
                 "section '.rodata.x' flags mismatch: 'a' is read-only, 'b' is "
                 "writable");
  CHECK_EQ(Link("constant", "global", ".maps"), "");
}

int main() {
  countsParametersWithoutDebugInfo();
  comparesSizes();
  comparesSections();
  oneFileMaySayTheSection();
  namesBothPlaces();
  endsOnEndlessTypes();
  otherLanguagesAreComparedByShape();
  weakDefinitionsMustMatch();
  neededDefinitionsAreStrong();
  sectionsHoldOneKind();
  return result();
}
