// Which definition prevails.

#include "test/linker/fixture.h"

using namespace bpflinker;
using namespace bpflinker::test;

static std::string function(llvm::StringRef Linkage, llvm::StringRef Name,
                            int Result) {
  return ("define " + Linkage + " i32 @" + Name + "() { ret i32 " +
          llvm::Twine(Result) + " }\n")
      .str();
}

/// The result of @f where two inputs define it, in this order.
static std::string winner(llvm::StringRef First, llvm::StringRef Second) {
  Merge M(inputs(bitcode("a.bc", function(First, "f", 1)),
                 bitcode("b.bc", function(Second, "f", 2))),
          exporting({"f"}));
  return M.codes().empty() ? M.returns("f") : M.codes();
}

static void followsTheRulesOfModuleLinker() {
  CHECK_EQ(winner("", "weak"), "1");
  CHECK_EQ(winner("weak", ""), "2");
  CHECK_EQ(winner("weak", "weak"), "1");
  CHECK_EQ(winner("linkonce_odr", "weak_odr"), "2");
  CHECK_EQ(winner("weak_odr", "linkonce_odr"), "1");
  CHECK_EQ(winner("linkonce", ""), "2");
  CHECK_EQ(winner("available_externally", ""), "2");
  CHECK_EQ(winner("", "available_externally"), "1");
  CHECK_EQ(winner("available_externally", "linkonce"), "2");
  CHECK_EQ(winner("internal", ""), "2");
  CHECK_EQ(winner("", ""), "SYMBOL_DUPLICATE");
}

static void theLargerCommonWins() {
  for (bool LargerFirst : {true, false}) {
    auto Small = bitcode("s.bc", "@c = common global i32 0");
    auto Large = bitcode("l.bc", "@c = common global [4 x i64] "
                                 "zeroinitializer");
    Merge M(LargerFirst ? inputs(std::move(Large), std::move(Small))
                        : inputs(std::move(Small), std::move(Large)),
            exporting({"c"}));
    CHECK_EQ(M.report(), "");
    CHECK(M.find("c")->getValueType()->isArrayTy());
  }
  Merge M(inputs(bitcode("a.bc", "@c = common global i64 0"),
                 bitcode("b.bc", "@c = global i64 7")),
          exporting({"c"}));
  CHECK(M.defines("c") && !M.find("c")->hasCommonLinkage());
}

static void namesBothPlacesOfADuplicate() {
  const char *WithLines =
      "define void @f() !dbg !3 { ret void }\n"
      "!llvm.dbg.cu = !{!0}\n!llvm.module.flags = !{!2}\n"
      "!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, "
      "emissionKind: FullDebug)\n"
      "!1 = !DIFile(filename: \"first.c\", directory: \"/src\")\n"
      "!2 = !{i32 2, !\"Debug Info Version\", i32 3}\n"
      "!3 = distinct !DISubprogram(name: \"f\", file: !1, line: 12, type: !4, "
      "scopeLine: 12, unit: !0, spFlags: DISPFlagDefinition)\n"
      "!4 = !DISubroutineType(types: !5)\n!5 = !{null}\n";
  Merge M(inputs(bitcode("a.bc", WithLines),
                 bitcode("b.bc", "define void @f() { ret void }")),
          exporting({"f"}));
  CHECK_EQ(M.codes(), "SYMBOL_DUPLICATE");
  const Diagnostic &D = M.Diagnostics.all().front();
  CHECK_EQ(D.Symbol, "f");
  CHECK_CONTAINS(D.Message, "'f' is defined in a.bc and in b.bc");
  CHECK_EQ(D.Notes.size(), 2u);
  CHECK_CONTAINS(D.Notes[0].Where.File, "first.c");
  CHECK_EQ(D.Notes[0].Where.Line, 12u);
  CHECK_EQ(D.Notes[1].Where.File, "b.bc");
}

static void theUsersMemcpyWins() {
  auto User = [] { return bitcode("user.bc", function("", "memcpy", 1)); };
  auto Library = [] {
    return archive("libcompiler_builtins-1.rlib", function("", "memcpy", 2));
  };
  Merge First(inputs(User(), Library()), exporting({}));
  CHECK_EQ(First.report(), "");
  CHECK_EQ(First.returns("memcpy"), "1");
  Merge Last(inputs(Library(), User()), exporting({}));
  CHECK_EQ(Last.report(), "");
  CHECK_EQ(Last.returns("memcpy"), "1");

  // Even a weak one of the user's, and a library's over Rust's.
  Merge Weak(inputs(Library(), bitcode("u.bc", function("weak", "memcpy", 3))),
             exporting({}));
  CHECK_EQ(Weak.returns("memcpy"), "3");
  Merge Libraries(
      inputs(Library(), archive("libuser.a", function("", "memcpy", 4))),
      exporting({}));
  CHECK_EQ(Libraries.returns("memcpy"), "4");

  // Two of the user's are still two.
  Merge Two(inputs(User(), User()), exporting({}));
  CHECK_EQ(Two.codes(), "SYMBOL_DUPLICATE");
  // Nothing else is excepted.
  Merge Other(inputs(bitcode("u.bc", function("", "strlen", 1)),
                     archive("l.a", function("", "strlen", 2))),
              exporting({}));
  CHECK_EQ(Other.codes(), "SYMBOL_DUPLICATE");
}

static void equalLicencesAreOne() {
  auto Licence = [](llvm::StringRef File, llvm::StringRef Text) {
    return bitcode(File, "@LICENSE = global [" + llvm::Twine(Text.size() + 1) +
                             " x i8] c\"" + Text +
                             "\\00\", section \"license\"");
  };
  Merge Equal(inputs(Licence("a.bc", "GPL"), Licence("b.bc", "GPL")),
              automatic());
  CHECK_EQ(Equal.report(), "");
  CHECK_EQ(Equal.exports(), "LICENSE");

  Merge Different(inputs(Licence("a.bc", "GPL"), Licence("b.bc", "MIT")),
                  automatic());
  CHECK_EQ(Different.codes(), "SYMBOL_DUPLICATE");
  CHECK_CONTAINS(Different.report(),
                 "section 'license' is 'GPL' in a.bc and 'MIT' in b.bc");

  // Whatever they are called, and though one is static.
  const char *Kept = "@llvm.used = appending global [1 x ptr] [ptr @own], "
                     "section \"llvm.metadata\"\n"
                     "@own = internal constant [4 x i8] c\"GPL\\00\", section "
                     "\"license\"\n";
  Merge Names(inputs(bitcode("a.bc", Kept), Licence("b.bc", "GPL")),
              automatic());
  CHECK_EQ(Names.report(), "");
  CHECK_EQ(Names.exports(), "LICENSE");
  CHECK(!Names.find("own"));
  Merge Static(inputs(bitcode("a.bc", Kept), Licence("b.bc", "MIT")),
               automatic());
  CHECK_EQ(Static.codes(), "SYMBOL_DUPLICATE");
}

static void takesTheLeastVisibility() {
  Merge M(inputs(bitcode("a.bc", "define void @f() unnamed_addr { ret void }"),
                 bitcode("b.bc", "declare hidden void @f() local_unnamed_addr\n"
                                 "define void @g() { call void @f() ret void "
                                 "}")),
          exporting({"f", "g"}));
  CHECK(M.find("f")->hasHiddenVisibility());
  CHECK(M.find("f")->hasAtLeastLocalUnnamedAddr());
  CHECK(!M.find("f")->hasGlobalUnnamedAddr());
}

static void oneStrongReferenceIsEnough() {
  const char *Use = "define void @NAME() { call void @k() ret void }";
  auto Input = [&](llvm::StringRef Name, llvm::StringRef Declaration) {
    std::string Body = Use;
    Body.replace(Body.find("NAME"), 4, Name);
    return bitcode(Name, Declaration + "\n" + Body);
  };
  for (bool WeakFirst : {true, false}) {
    auto Weak = Input("w", "declare extern_weak void @k()");
    auto Strong = Input("s", "declare void @k()");
    Merge M(WeakFirst ? inputs(std::move(Weak), std::move(Strong))
                      : inputs(std::move(Strong), std::move(Weak)),
            exporting({"w", "s"}));
    CHECK(M.find("k")->hasExternalLinkage());
  }
  Merge M(inputs(Input("w", "declare extern_weak void @k()")),
          exporting({"w"}));
  CHECK(M.find("k")->hasExternalWeakLinkage());
}

static void laterComdatsAreDropped() {
  const char *Ir = "$c = comdat any\n"
                   "define i32 @f() comdat($c) { ret i32 NUMBER }\n";
  auto Input = [&](llvm::StringRef Name, llvm::StringRef Number) {
    std::string Text = Ir;
    Text.replace(Text.find("NUMBER"), 6, Number);
    return bitcode(Name, Text);
  };
  Merge M(inputs(Input("a.bc", "1"), Input("b.bc", "2")), exporting({"f"}));
  CHECK_EQ(M.report(), "");
  CHECK_EQ(M.returns("f"), "1");
}

int main() {
  followsTheRulesOfModuleLinker();
  theLargerCommonWins();
  namesBothPlacesOfADuplicate();
  theUsersMemcpyWins();
  equalLicencesAreOne();
  takesTheLeastVisibility();
  oneStrongReferenceIsEnough();
  laterComdatsAreDropped();
  return result();
}
