// Several artifacts of one module.

#include "test/linker/finish.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace bpflinker;
using namespace bpflinker::test;
using llvm::StringRef;

namespace {

constexpr const char *Program = R"(
target triple = "bpf"
declare i64 @kernel(i64) section ".ksyms"
define i64 @program(i64 %x) section "tc" !dbg !4 {
  %r = call i64 @kernel(i64 %x), !dbg !7
  ret i64 %r, !dbg !7
}
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
)";

Finished make(llvm::SmallVector<ArtifactKind, 4> Kinds) {
  LinkOptions Options = assemblyOptions();
  Options.Btf = true;
  Options.Emit = std::move(Kinds);
  return finish(Program, Options);
}

void emitsSeveralInTheOrderAskedFor() {
  using enum ArtifactKind;
  Finished F = make({Assembly, Object, Bitcode, Ir});
  CHECK_EQ(F.Artifacts.size(), 4u);
  CHECK_CONTAINS(F.text(0), "call kernel");
  CHECK(F.text(1).starts_with("\x7f"
                              "ELF"));
  CHECK(F.text(2).starts_with("BC\xC0\xDE"));
  CHECK_CONTAINS(F.text(3), "define i64 @program");
  // Each is what it is when emitted alone.
  CHECK(F.text(0) == make({Assembly}).text());
  CHECK(F.text(1) == make({Object}).text());
  CHECK(F.text(2) == make({Bitcode}).text());
  CHECK(F.text(3) == make({Ir}).text());
  // What emission needs does not leak into what is kept.
  CHECK(!F.text(3).contains("CodeView"));
  CHECK_CONTAINS(F.text(3), "Dwarf Version");
}

void bitcodeCanBeReadAgain() {
  Finished F = make({ArtifactKind::Bitcode});
  llvm::LLVMContext Context;
  auto M =
      llvm::parseBitcodeFile(llvm::MemoryBufferRef(F.text(), "x.bc"), Context);
  CHECK(bool(M));
  if (!M) {
    llvm::consumeError(M.takeError());
    return;
  }
  CHECK((*M)->getFunction("program") != nullptr);
}

void dumpsTheModule() {
  llvm::SmallString<128> Dir;
  CHECK(!llvm::sys::fs::createUniqueDirectory("bpf-linker-dump", Dir));
  LinkOptions Options = assemblyOptions();
  llvm::SmallString<128> Sub = Dir;
  llvm::sys::path::append(Sub, "new");
  Options.DumpModule = Sub.str().str();
  CHECK_EQ(finish(Program, Options).Diagnostics.size(), 0u);
  for (StringRef Name : {"pre-opt.ll", "post-opt.ll"}) {
    llvm::SmallString<128> Path = Sub;
    llvm::sys::path::append(Path, Name);
    auto Text = llvm::MemoryBuffer::getFile(Path);
    CHECK(bool(Text));
    if (Text)
      CHECK_CONTAINS((*Text)->getBuffer(), "@program");
  }
  // A full disk: no half of a file stays.
  llvm::SmallString<128> Full = Sub;
  llvm::sys::path::append(Full, "post-opt.ll");
  CHECK(!llvm::sys::fs::remove(Full));
  CHECK(!llvm::sys::fs::create_link("/dev/full", Full));
  CHECK(finish(Program, Options).count(Code::OUTPUT_NOT_WRITABLE) > 0);
  CHECK(!llvm::sys::fs::exists(Full));
  // A file where the folder should be.
  llvm::sys::path::append(Sub, "pre-opt.ll");
  Options.DumpModule = Sub.str().str();
  CHECK(finish(Program, Options).count(Code::OUTPUT_NOT_WRITABLE) > 0);
  (void)llvm::sys::fs::remove_directories(Dir);
}

/// The strings of .BTF, which is the only place for source text in an object.
bool holdsText(const Finished &F, StringRef Text) {
  return F.text().contains((Text + llvm::StringRef("\0", 1)).str());
}

/// `Program` with code inlined from line 2 of inlined.h in a folder, or of text
/// that the IR embeds.
Finished inlining(StringRef Folder, StringRef Embedded = "",
                  bool SourceLines = true) {
  std::string Ir = Program;
  StringRef Location = "!7 = !DILocation(line: 21, column: 10, scope: !4)";
  size_t At = Ir.find(Location);
  Ir.replace(At, Location.size(),
             R"(
!7 = !DILocation(line: 2, column: 10, scope: !8, inlinedAt: !9)
!8 = distinct !DISubprogram(name: "inlined", file: !10, line: 1, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!9 = !DILocation(line: 21, column: 10, scope: !4)
!10 = !DIFile(filename: "inlined.h", directory: ")" +
                 Folder.str() + "\"" + Embedded.str() + ")");
  LinkOptions Options = assemblyOptions();
  Options.Btf = true;
  Options.Emit = {ArtifactKind::Object};
  Options.SourceLines = SourceLines;
  return finish(Ir, Options);
}

void sourceTextIsInBtf() {
  llvm::SmallString<128> Dir;
  CHECK(!llvm::sys::fs::createUniqueDirectory("bpf-linker-source", Dir));
  auto Write = [&](StringRef Name, StringRef Text) {
    std::error_code Failed;
    llvm::raw_fd_ostream((Dir + "/" + Name).str(), Failed) << Text;
  };
  // No end of line at the end of the file; another system's ends.
  Write("inlined.h", "first line\r\n  return kernel(x);\r\nthird line");
  Finished F = inlining(Dir);
  CHECK(holdsText(F, "  return kernel(x);"));
  CHECK(!F.text().contains("third line"));
  Write("inlined.h", "first line\n  return kernel(x);");
  F = inlining(Dir, "", /*SourceLines=*/false);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK(!F.text().contains("return kernel(x);"));
  CHECK(holdsText(F, (Dir + "/inlined.h").str()));
  CHECK(!inlining(Dir, ", source: \"\\0A  embedded();\\0A\"",
                  /*SourceLines=*/false)
             .text()
             .contains("embedded();"));
  CHECK(holdsText(inlining(Dir), "  return kernel(x);"));
  CHECK(holdsText(inlining(Dir, ", source: \"\\0A  embedded();\\0A\""),
                  "  embedded();"));
  // A line that the file does not have, and a file that is not there.
  Write("inlined.h", "first line\n");
  CHECK_EQ(inlining(Dir).Diagnostics.size(), 0u);
  (void)llvm::sys::fs::remove_directories(Dir);
  F = inlining(Dir);
  CHECK_EQ(F.Diagnostics.size(), 0u);
  CHECK(holdsText(F, (Dir + "/inlined.h").str()));
}

void variablesStayInIr() {
  LinkOptions Options = assemblyOptions();
  Options.Btf = true;
  Options.Emit = {ArtifactKind::Object, ArtifactKind::Ir};
  std::string Ir = Program;
  size_t At = Ir.find("  %r = call");
  Ir.insert(At, "    #dbg_value(i64 %x, !8, !DIExpression(), !7)\n");
  Ir += "!8 = !DILocalVariable(name: \"x\", arg: 1, scope: !4, file: !1, "
        "line: 20, type: !9)\n"
        "!9 = !DIBasicType(name: \"long\", size: 64, encoding: "
        "DW_ATE_signed)\n";
  Finished F = finish(Ir, Options);
  CHECK_CONTAINS(F.text(1), "#dbg_value");
}

} // namespace

int main() {
  emitsSeveralInTheOrderAskedFor();
  bitcodeCanBeReadAgain();
  dumpsTheModule();
  sourceTextIsInBtf();
  variablesStayInIr();
  return result();
}
