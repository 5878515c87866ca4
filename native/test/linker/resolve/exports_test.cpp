// Which symbols stay visible.

#include "linker/read/symbols.h"
#include "support/rust_name.h"
#include "test/linker/fixture.h"

using namespace bpflinker;
using namespace bpflinker::test;

static const char *Program = R"(
@maps = global i32 0, section ".maps"
@old = global i32 0, section "maps"
@licence = global [4 x i8] c"GPL\00", section "license"
@ops = global i32 0, section ".struct_ops.link"
@counter = global i32 0
@config = constant i32 7
@secret = hidden global i32 0
@hiddenmap = hidden global i32 0, section ".maps"
@local = internal global i32 0
define i32 @prog() section "xdp" { ret i32 0 }
define hidden i32 @hiddenprog() section "tc" { ret i32 0 }
define internal i32 @staticprog() section "xdp" { ret i32 0 }
define i32 @global() { ret i32 0 }
define weak i32 @weak() { ret i32 0 }
define hidden i32 @hidden() { ret i32 0 }
define linkonce_odr i32 @inline() { ret i32 0 }
define i32 @_ZN4core3fmt5write17h0123456789abcdefE() { ret i32 0 }
define i32 @_RNvCs1234_4demo4main() { ret i32 0 }
define i32 @memset() { ret i32 0 }
)";

static void autoKeepsWhatLoadersLookFor() {
  Merge M(inputs(bitcode("a.bc", Program)), automatic());
  CHECK_EQ(M.report(), "");
  CHECK_EQ(M.exports(), "config counter global hiddenmap hiddenprog licence "
                        "maps old ops prog weak");
  CHECK_EQ(llvm::join(M.Result.MemoryBuiltins, " "), "memset");
  CHECK(!M.find("hidden"));
  CHECK(!M.find("inline"));
}

static void archivesOfferButDoNotPush() {
  Merge M(inputs(bitcode("a.bc", "declare i32 @global()\n"
                                 "define i32 @p() section \"tc\" {\n"
                                 "  %r = call i32 @global()\n"
                                 "  ret i32 %r }\n"),
                 archive("lib.a", Program)),
          automatic());
  // Programs, maps and what is reached; not @weak, @counter or @config.
  CHECK_EQ(M.exports(),
           "global hiddenmap hiddenprog licence maps old ops p prog");
  CHECK(!M.find("counter"));
}

static void namesAndGlobs() {
  Merge M(inputs(bitcode("a.bc", Program)),
          exporting({"hidden", "*prog", "map[r-t]", "nothing*"}));
  CHECK_EQ(M.report(), "");
  CHECK_EQ(M.exports(), "hidden hiddenprog maps prog");

  LinkOptions Both = automatic();
  Both.Exports.Patterns = {"hidden"};
  Merge More(inputs(bitcode("a.bc", Program)), Both);
  CHECK_CONTAINS(" " + More.exports() + " ", " hidden ");
  CHECK_CONTAINS(" " + More.exports() + " ", " prog ");
}

static void unknownNamesAreErrors() {
  Merge Misspelt(inputs(bitcode("a.bc", Program)), exporting({"countr"}));
  CHECK_EQ(Misspelt.codes(), "EXPORT_UNKNOWN");
  CHECK_CONTAINS(Misspelt.report(), "did you mean 'counter'?");
  CHECK(!Misspelt.Result.M);

  Merge Static(inputs(bitcode("a.bc", Program)), exporting({"local"}));
  CHECK_CONTAINS(Static.report(), "it is static in a.bc");

  Merge Declared(inputs(bitcode("a.bc", "declare void @k()\n"
                                        "define void @f() { call void @k() "
                                        "ret void }")),
                 exporting({"k"}));
  CHECK_CONTAINS(Declared.report(), "only declare");

  Merge NoGlob(inputs(bitcode("a.bc", Program)), exporting({"a[z"}));
  CHECK_EQ(NoGlob.codes(), "EXPORT_UNKNOWN");

  LinkOptions Lenient = exporting({});
  Lenient.Exports.IfDefined = {"prog", "countr"};
  Merge M(inputs(bitcode("a.bc", Program)), Lenient);
  CHECK_EQ(M.report(), "");
  CHECK_EQ(M.exports(), "prog");

  Lenient.Exports.IfDefined = {"countr", "nothing*", "map[r-t]"};
  Merge Globs(inputs(bitcode("a.bc", Program)), Lenient);
  CHECK_EQ(Globs.report(), "");
  CHECK_EQ(Globs.exports(), "maps");
}

static void saysWhatBecomesStatic() {
  const char *Used = R"(
@m = global i32 0, section ".maps"
@licence = global [4 x i8] c"GPL\00", section "license"
@counter = global i32 0
@_ZN4demo3MAP17h0123456789abcdefE = internal global i32 0, section "maps"
@mine = internal global i32 0, section "maps"
@llvm.used = appending global [6 x ptr] [ptr @m, ptr @mine, ptr @licence, ptr @counter, ptr @p, ptr @_ZN4demo3MAP17h0123456789abcdefE], section "llvm.metadata"
define i32 @p() section "xdp" { ret i32 0 }
define i32 @q() section "xdp" { ret i32 0 }
)";
  LinkOptions Options = exporting({"q"});
  Options.Btf = true;
  Merge M(inputs(bitcode("a.bc", Used)), Options);
  CHECK_EQ(M.codes(), "EXPORT_OMITTED EXPORT_OMITTED EXPORT_OMITTED");
  CHECK_CONTAINS(M.report(), "program 'p' becomes static");
  CHECK_CONTAINS(M.report(), "map 'm' becomes static");
  CHECK_CONTAINS(M.report(), "keep it visible with --export m ");
  CHECK_CONTAINS(M.report(), "mark it #[no_mangle]");
  CHECK(M.Result.M);

  // What is not in the output, is no longer there to be static.
  Options.Exports.Patterns = {"m", "p"};
  CHECK_EQ(Merge(inputs(bitcode("a.bc", Used)), Options).codes(),
           "EXPORT_OMITTED"); // Rust's
  Options.Exports.Patterns = {"q"};
  Options.Btf = false;
  CHECK_EQ(Merge(inputs(bitcode("a.bc", Used)), Options).codes(), "");
  Options = automatic();
  Options.Btf = true;
  CHECK_EQ(Merge(inputs(bitcode("a.bc", Used)), Options).codes(), "");
}

static void memoryBuiltinsAreRootsUnlessDisabled() {
  LinkOptions Options = exporting({"prog"});
  Merge Kept(inputs(bitcode("a.bc", Program)), Options);
  CHECK(Kept.defines("memset"));
  Options.DisableMemoryBuiltins = true;
  Merge Dropped(inputs(bitcode("a.bc", Program)), Options);
  CHECK(!Dropped.find("memset"));
  CHECK(Dropped.Result.MemoryBuiltins.empty());
}

static void knowsRustsNames() {
  CHECK(isRustMangled("_ZN4core3fmt5write17h0123456789abcdefE"));
  CHECK(isRustMangled("_RNvCs1234_4demo4main"));
  CHECK(!isRustMangled("_ZN3foo3barEv"));
  CHECK(!isRustMangled("_ZN4core3fmt5write17h0123456789abcdegE"));
  CHECK(!isRustMangled("main"));
}

int main() {
  autoKeepsWhatLoadersLookFor();
  archivesOfferButDoNotPush();
  namesAndGlobs();
  unknownNamesAreErrors();
  saysWhatBecomesStatic();
  memoryBuiltinsAreRootsUnlessDisabled();
  knowsRustsNames();
  return result();
}
