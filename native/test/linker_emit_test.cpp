// Several artifacts of one module.

#include "test/finish.h"

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
  Options.DumpModuleDir = Sub.str().str();
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
  Options.DumpModuleDir = Sub.str().str();
  CHECK(finish(Program, Options).count(Code::OUTPUT_NOT_WRITABLE) > 0);
  llvm::sys::fs::remove_directories(Dir);
}

} // namespace

int main() {
  emitsSeveralInTheOrderAskedFor();
  bitcodeCanBeReadAgain();
  dumpsTheModule();
  return result();
}
