// memcpy, memmove, memset, memcmp, bcmp: no artifact needs one that it does not
// define.

#include "test/linker/finish.h"

#include "llvm/Object/ELFObjectFile.h"

#include <set>

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

constexpr const char *Declarations = R"(
target triple = "bpf"
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)
declare i32 @memcmp(ptr, ptr, i64)
declare i32 @bcmp(ptr, ptr, i32)
)";

/// As for inputs of rustc.
LinkOptions inOrder() {
  LinkOptions Options = assemblyOptions();
  Options.ExpandMemcpyInOrder = true;
  return Options;
}

Finished make(StringRef Body, const LinkOptions &Options = inOrder()) {
  return finish((Declarations + Body).str(), Options);
}

std::string function(StringRef Body) {
  return ("define i32 @f(ptr %a, ptr %b, i64 %n) section \"tc\" {\n" + Body +
          "\n  ret i32 0\n}\n")
      .str();
}

/// Names of the undefined symbols of an object.
std::set<std::string> undefined(const Finished &F) {
  std::set<std::string> Names;
  auto Object = llvm::cantFail(llvm::object::ObjectFile::createELFObjectFile(
      llvm::MemoryBufferRef(F.text(), "test.o")));
  for (const llvm::object::SymbolRef &Symbol : Object->symbols())
    if (llvm::cantFail(Symbol.getFlags()) &
        llvm::object::SymbolRef::SF_Undefined)
      Names.insert(llvm::cantFail(Symbol.getName()).str());
  Names.erase("");
  return Names;
}

void storesSmallConstantLengths() {
  Finished F = make(function(
      "call void @llvm.memset.p0.i64(ptr align 8 %a, i8 0, i64 27, i1 false)"));
  CHECK_CONTAINS(F.text(), "*(u64 *)(r1 + 16) =");
  CHECK_CONTAINS(F.text(), "*(u16 *)(r1 + 24) =");
  CHECK_CONTAINS(F.text(), "*(u8 *)(r1 + 26) =");
  CHECK(!F.text().contains("call"));
  F = make(function(
      "call void @llvm.memmove.p0.p0.i64(ptr align 4 %a, ptr align 4 %b, "
      "i64 24, i1 false)"));
  CHECK(!F.text().contains("call"));
  // All loads come before the first store.
  CHECK(F.text().rfind("= *(u32 *)") < F.text().find("*(u32 *)(r1"));
}

void alignsTheStack() {
  Finished F = make(R"(
declare void @kernel(ptr) section ".ksyms"
define i32 @f() section "tc" {
  %a = alloca [200 x i8], align 1
  call void @llvm.memset.p0.i64(ptr %a, i8 0, i64 200, i1 false)
  call void @kernel(ptr %a)
  ret i32 0
})");
  CHECK_EQ(F.text().count("*(u64 *)"), 25u);
  CHECK(!F.text().contains("memset"));
}

void takesEveryAlignment() {
  // LLVM 22's back end crashes on more than 8.
  Finished F = make(function(
      "call void @llvm.memcpy.p0.p0.i64(ptr align 16 %a, ptr align 32 %b, "
      "i64 64, i1 false)"));
  CHECK_CONTAINS(F.text(), "*(u64 *)(r1 + 56) =");
  CHECK(!F.text().contains("call"));
}

void definesTheRest() {
  std::string Body = function(R"(
  call void @llvm.memset.p0.i64(ptr %a, i8 1, i64 %n, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %a, ptr %b, i64 %n, i1 false)
  call void @llvm.memmove.p0.p0.i64(ptr %a, ptr %b, i64 %n, i1 false)
  call void @llvm.memset.p0.i64(ptr align 8 %b, i8 0, i64 4096, i1 false)
  %x = call i32 @memcmp(ptr %a, ptr %b, i64 %n)
  store i32 %x, ptr %a
  %m = trunc i64 %n to i32
  %y = call i32 @bcmp(ptr %a, ptr %b, i32 %m)
  store i32 %y, ptr %a)");
  for (bool InOrder : {true, false})
    for (bool Builtins : {true, false}) {
      LinkOptions Options = assemblyOptions();
      Options.Emit = {ArtifactKind::Object, ArtifactKind::Ir};
      Options.ExpandMemcpyInOrder = InOrder;
      Options.DisableMemoryBuiltins = !Builtins;
      Finished F = make(Body, Options);
      CHECK_EQ(F.Diagnostics.size(), 0u);
      CHECK_EQ(undefined(F).size(), 0u);
      CHECK_CONTAINS(F.text(1), "define internal void @memset(");
      CHECK_CONTAINS(F.text(1), "define internal void @memset_align8(");
      CHECK_CONTAINS(F.text(1),
                     "define internal i32 @bcmp(ptr %0, ptr %1, i32");
    }
}

void prefersTheInputsDefinition() {
  constexpr const char *Own = R"(
define weak hidden ptr @memset(ptr %d, i32 %c, i64 %n) noinline {
  store volatile i32 12345, ptr %d
  ret ptr %d
}
)";
  std::string Body =
      function("call void @llvm.memset.p0.i64(ptr align 8 %a, i8 7, i64 %n, i1 "
               "false)") +
      Own;
  Finished F = make(Body);
  CHECK_CONTAINS(F.text(), "12345");
  CHECK_CONTAINS(F.text(), "call memset");
  CHECK(!F.text().contains("memset_align8"));
  // Not kept alive for nothing when they are disabled.
  LinkOptions Disabled = assemblyOptions();
  Disabled.DisableMemoryBuiltins = true;
  CHECK(!make(function("") + Own, Disabled).text().contains("memset"));
  CHECK_CONTAINS(make(function("") + Own).text(), "memset:");
}

void doesNotRecurse() {
  Finished F = make(R"(
define ptr @memset(ptr %d, i32 %c, i64 %n) {
  %b = trunc i32 %c to i8
  call void @llvm.memset.p0.i64(ptr %d, i8 %b, i64 %n, i1 false)
  ret ptr %d
}
)");
  CHECK(!F.text().contains("call"));
  CHECK_CONTAINS(F.text(), "memset:");
}

void comparesShortLengthsInPlace() {
  Finished F = make(function("%x = call i32 @memcmp(ptr %a, ptr %b, i64 8)\n"
                             "store i32 %x, ptr %a"));
  CHECK(!F.text().contains("call"));
  F = make(function("%x = call i32 @memcmp(ptr %a, ptr %b, i64 300)\n"
                    "store i32 %x, ptr %a"));
  CHECK_CONTAINS(F.text(), "call memcmp");
  CHECK_CONTAINS(F.text(), "memcmp:");
}

void copiesAsItsLanguageDoes() {
  constexpr const char *Copy = R"(
target triple = "bpf"
@text = private constant [16 x i8] c"0123456789abcdef", align 8
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define i32 @f(ptr %a) section "tc" {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %a, ptr align 8 @text, i64 16, i1 false)
  ret i32 0
}
)";
  // As clang does it: immediates.
  Finished F = finish(Copy, assemblyOptions());
  CHECK(!F.text().contains("text ll"));
  CHECK_EQ(F.text().count("= *(u64 *)"), 0u);
  // In order, from memory, where rustc made it.
  std::string Rust = std::string(Copy) +
                     "!llvm.ident = !{!0}\n!0 = !{!\"rustc version 1.96.0\"}\n";
  F = finish(Rust, assemblyOptions());
  CHECK_EQ(F.text().count("= *(u64 *)"), 2u);
  LinkOptions Options = assemblyOptions();
  Options.ExpandMemcpyInOrder = false;
  CHECK_EQ(finish(Rust, Options).text().count("= *(u64 *)"), 0u);
}

void readsAlignmentsOfOthersMemory() {
  // The context's fields are of four bytes; what is aligned to eight is a
  // place, not a promise of its reader.
  for (bool InOrder : {true, false}) {
    LinkOptions Options = assemblyOptions();
    Options.ExpandMemcpyInOrder = InOrder;
    Finished F = make(R"(
declare void @kernel(ptr) section ".ksyms"
define i32 @f(ptr %ctx) section "sockops" {
  %k = alloca [5 x i32], align 4
  %s = getelementptr i8, ptr %ctx, i64 48
  call void @llvm.memcpy.p0.p0.i64(ptr align 4 %k, ptr align 8 %s, i64 16, i1 false)
  call void @kernel(ptr %k)
  ret i32 0
})",
                      Options);
    CHECK_EQ(F.text().count("*(u32 *)(r1 + "), 4u);
    CHECK_EQ(F.text().count("*(u64 *)(r1 + "), 0u);
  }
}

void movesInPlaceWhereThatIsShort() {
  constexpr const char *Move = R"(
define i32 @f(ptr %a, ptr %b) SIZE section "tc" {
  call void @llvm.memmove.p0.p0.i64(ptr %a, ptr %b, i64 16, i1 false)
  ret i32 0
})";
  auto With = [&](llvm::StringRef Size) {
    std::string Text = Move;
    Text.replace(Text.find("SIZE"), 4, Size.str());
    return make(Text);
  };
  CHECK(!With("").text().contains("call"));
  CHECK_CONTAINS(With("optsize").text(), "call memmove");
  CHECK_CONTAINS(With("minsize optsize").text(), "call memmove");
}

void inlinesItsOwnDefinitions() {
  LinkOptions Options = assemblyOptions();
  Options.InlineAll = true;
  Finished F = make(
      function("call void @llvm.memset.p0.i64(ptr %a, i8 1, i64 %n, i1 false)"),
      Options);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK(!F.text().contains("call"));
  CHECK(!F.text().contains("memset:"));
}

} // namespace

int main() {
  storesSmallConstantLengths();
  alignsTheStack();
  takesEveryAlignment();
  definesTheRest();
  prefersTheInputsDefinition();
  doesNotRecurse();
  comparesShortLengthsInPlace();
  copiesAsItsLanguageDoes();
  readsAlignmentsOfOthersMemory();
  movesInPlaceWhereThatIsShort();
  inlinesItsOwnDefinitions();
  return result();
}
