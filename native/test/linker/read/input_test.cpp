// Opening inputs: every kind, and every way in which one can be bad.

#include "test/linker/fixture.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace bpflinker;
using namespace bpflinker::test;

/// A folder for one test, gone at its end.
class TemporaryFolder {
public:
  TemporaryFolder() {
    if (llvm::sys::fs::createUniqueDirectory("bpf-linker-test", Path))
      fail(__FILE__, __LINE__, "cannot make a temporary folder");
  }
  ~TemporaryFolder() { (void)llvm::sys::fs::remove_directories(Path); }
  std::string at(llvm::StringRef Name) const {
    llvm::SmallString<128> Full(Path);
    llvm::sys::path::append(Full, Name);
    return Full.str().str();
  }
  std::string write(llvm::StringRef Name, llvm::StringRef Bytes) const {
    std::error_code Failed;
    llvm::raw_fd_ostream Stream(at(Name), Failed);
    Stream << Bytes;
    return at(Name);
  }
  llvm::SmallString<128> Path;
};

static LinkInput file(llvm::StringRef Path) {
  LinkInput Input;
  Input.Name = Path.str();
  return Input;
}

static const char *Ir = "define i32 @f() { ret i32 1 }\n";
static std::string moduleBytes() { return assemble(Bpf + Ir); }

static void checkLinks(LinkInput Input) {
  std::string Name = Input.Name;
  Merge M(inputs(std::move(Input)), exporting({"f"}));
  if (M.report().empty() && M.defines("f"))
    return;
  fail(__FILE__, __LINE__, Name + " does not link");
  llvm::errs() << M.report();
}

static std::string wrapped(const std::string &Bytes) {
  return le32(0x0B17C0DE) + le32(0) + le32(20) + le32(Bytes.size()) + le32(7) +
         Bytes;
}

/// A 64-bit ELF file with the given sections and nothing else.
static std::string elf(uint16_t Machine, llvm::ArrayRef<Member> Sections) {
  std::string Names = std::string("\0.shstrtab\0", 11);
  std::string Body, Headers(64, '\0');
  auto le = [](uint64_t V, unsigned N) {
    std::string S;
    for (unsigned I = 0; I != N; ++I)
      S += char(V >> (8 * I));
    return S;
  };
  auto Header = [&](uint32_t Name, uint32_t Type, uint64_t Offset,
                    uint64_t Size) {
    return le(Name, 4) + le(Type, 4) + le(0, 8) + le(0, 8) + le(Offset, 8) +
           le(Size, 8) + le(0, 4) + le(0, 4) + le(1, 8) + le(0, 8);
  };
  for (const Member &S : Sections) {
    Headers += Header(Names.size(), /*SHT_PROGBITS=*/1, 64 + Body.size(),
                      S.Bytes.size());
    Names += S.Name + '\0';
    Body += S.Bytes;
  }
  Headers += Header(1, /*SHT_STRTAB=*/3, 64 + Body.size(), Names.size());
  Body += Names;
  uint16_t Count = Sections.size() + 2;
  return std::string("\x7f"
                     "ELF\2\1\1",
                     7) +
         std::string(9, '\0') + le(1, 2) + le(Machine, 2) + le(1, 4) +
         le(0, 8) + le(0, 8) + le(64 + Body.size(), 8) + le(0, 4) + le(64, 2) +
         le(0, 2) + le(0, 2) + le(64, 2) + le(Count, 2) + le(Count - 1, 2) +
         Body + Headers;
}

constexpr uint16_t EmBpf = 247, EmX86 = 62;

static void everyKindLinks() {
  std::string Module = moduleBytes();
  checkLinks(bytes("raw.bc", Module));
  checkLinks(bytes("wrapped.bc", wrapped(Module)));
  checkLinks(bytes("text.ll", (Bpf + Ir).str()));
  checkLinks(bytes("comment.ll", (";\n; hello\n\n" + Bpf + Ir).str()));
  checkLinks(bytes("bare.ll", Ir));
  checkLinks(bytes("embedded.o", elf(EmBpf, {{".llvmbc", Module}})));
  checkLinks(
      bytes("host.o", elf(EmX86, {{".text", "\xc3"}, {".llvmbc", Module}})));
  // A fat object has the same module twice where -fembed-bitcode is given too.
  checkLinks(
      bytes("fat.o", elf(EmBpf, {{".llvmbc", Module}, {".llvm.lto", Module}})));
  checkLinks(bytes("gnu.a", archiveOf({{"f.o", Module}})));
  checkLinks(bytes("bsd.a",
                   archiveOf({{"f.o", Module}}, llvm::object::Archive::K_BSD)));
  checkLinks(bytes(
      "mixed.a",
      archiveOf(
          {{"lib.rmeta", elf(EmX86, {{".rmeta", "x"}})},
           {"macho.o", std::string("\xcf\xfa\xed\xfe\7\0\0\1\3\0\0\0\1", 13) +
                           std::string(60, '\0')},
           {"f.o", elf(EmBpf, {{".llvmbc", Module}})}})));
}

static void sectionsOfSeveralModulesLink() {
  // What `ld -r` makes of two `.llvmbc` sections.
  std::string Two =
      moduleBytes() + assemble(Bpf + "define i32 @g() { ret i32 2 }");
  Merge M(inputs(bytes("two.o", elf(EmBpf, {{".llvmbc", Two}}))),
          exporting({"f", "g"}));
  CHECK_EQ(M.report(), "");
  CHECK(M.defines("f") && M.defines("g"));
}

static void filesLink() {
  TemporaryFolder Folder;
  checkLinks(file(Folder.write("f.bc", moduleBytes())));
  checkLinks(file(Folder.write("f.ll", Ir)));

  std::vector<llvm::NewArchiveMember> Members;
  auto Member = llvm::NewArchiveMember::getFile(Folder.at("f.bc"), true);
  if (!Member)
    return fail(__FILE__, __LINE__, llvm::toString(Member.takeError()));
  Member->MemberName = "f.bc";
  Members.push_back(std::move(*Member));
  if (llvm::Error E = llvm::writeArchive(
          Folder.at("thin.a"), Members, llvm::SymtabWritingMode::NoSymtab,
          llvm::object::Archive::K_GNU, true, /*Thin=*/true))
    return fail(__FILE__, __LINE__, llvm::toString(std::move(E)));
  checkLinks(file(Folder.at("thin.a")));

  (void)llvm::sys::fs::remove(Folder.at("f.bc"));
  Merge Gone(inputs(file(Folder.at("thin.a"))), exporting({"f"}));
  CHECK_EQ(Gone.codes(), "INPUT_NOT_FOUND");
  CHECK_CONTAINS(Gone.report(), "thin.a(f.bc)");
}

/// The code of what a single bad input is refused with; it names the input and
/// leaves no module.
static std::string refusal(LinkInput Input, llvm::StringRef Part = "") {
  std::string Name = Input.Name;
  Merge M(inputs(std::move(Input)), exporting({}));
  CHECK(!M.Result.M);
  CHECK_CONTAINS(M.report(), Name);
  CHECK_CONTAINS(M.report(), Part);
  return M.codes();
}

static void badFilesAreNamed() {
  TemporaryFolder Folder;
  CHECK_EQ(refusal(file(Folder.at("missing.bc"))), "INPUT_NOT_FOUND");
  CHECK_EQ(refusal(file(Folder.Path), "is a directory"), "INPUT_IS_DIRECTORY");
  CHECK_EQ(refusal(file(Folder.write("empty.bc", ""))), "INPUT_EMPTY");
  CHECK_EQ(refusal(bytes("notes.txt", "hello there\n"), "'hello there'"),
           "INPUT_UNKNOWN_FORMAT");
  CHECK_EQ(refusal(bytes("a.c", "int f(void) { return 1; }"), "source text"),
           "INPUT_UNKNOWN_FORMAT");
  CHECK_EQ(refusal(bytes("a.wasm", llvm::StringRef("\0asm\1\0\0\0", 8)),
                   "WebAssembly"),
           "INPUT_UNKNOWN_FORMAT");
  CHECK_EQ(
      refusal(bytes("bytes", llvm::StringRef("\1\2\3\0\4\5\6\7", 8)), "binary"),
      "INPUT_UNKNOWN_FORMAT");
  CHECK_EQ(
      refusal(bytes("bpf.o", elf(EmBpf, {{".text", ""}})), "-fembed-bitcode"),
      "INPUT_WITHOUT_BITCODE");
  CHECK_EQ(refusal(bytes("x86.o", elf(EmX86, {{".text", ""}})), "x86_64"),
           "INPUT_WRONG_MACHINE");
  // The marker of -fembed-bitcode-marker is no bitcode.
  CHECK_EQ(
      refusal(bytes("mark.o", elf(EmBpf, {{".llvmbc", std::string(1, '\0')}}))),
      "INPUT_WITHOUT_BITCODE");
  CHECK_EQ(
      refusal(bytes("cut.o",
                    elf(EmBpf, {{".llvmbc", moduleBytes()}}).substr(0, 100))),
      "INPUT_UNKNOWN_FORMAT");
  CHECK_EQ(refusal(bytes("bad.ll", "define i32 @f() {\n  ret i64 1\n}\n"),
                   "bad.ll:2:"),
           "IR_INVALID");
  CHECK_EQ(refusal(bytes("bad2.ll", "define i32 @f() {\n  %a = add i32 %b, 1\n"
                                    "  %b = add i32 1, 1\n  ret i32 %a\n}\n")),
           "IR_INVALID");
  Merge None({}, exporting({}));
  CHECK_EQ(None.codes(), "NO_INPUTS");
}

/// Invalid IR with debug info: LLVM's own way of reading it ends the process.
static void invalidIrWithDebugInfoIsRefused() {
  CHECK_EQ(refusal(bytes("bad3.ll",
                         "define i32 @f() {\n  %a = add i32 %b, 1\n"
                         "  %b = add i32 1, 1\n  ret i32 %a\n}\n"
                         "!llvm.module.flags = !{!0}\n"
                         "!0 = !{i32 2, !\"Debug Info Version\", i32 3}\n")),
           "IR_INVALID");
}

static void damagedBitcodeIsRefused() {
  std::string Module = moduleBytes();
  CHECK_EQ(refusal(bytes("cut.bc", Module.substr(0, Module.size() / 2)),
                   "ends too early"),
           "BITCODE_CORRUPT");
  CHECK_EQ(refusal(bytes("magic.bc", Module.substr(0, 4))), "BITCODE_CORRUPT");
  CHECK_EQ(refusal(bytes("wrap.bc", wrapped(Module).substr(0, 60))),
           "BITCODE_CORRUPT");
  std::string Overwritten = Module;
  std::fill(Overwritten.begin() + 64, Overwritten.begin() + 256, '\x55');
  CHECK_EQ(refusal(bytes("over.bc", Overwritten)), "BITCODE_CORRUPT");
  CHECK_EQ(refusal(bytes("m.a", archiveOf({{"x.o", Module.substr(0, 200)}})),
                   "m.a(x.o)"),
           "BITCODE_CORRUPT");
}

static void damagedArchivesAreRefused() {
  std::string Archive =
      archiveOf({{"a.o", moduleBytes()}, {"b.o", moduleBytes()}});
  CHECK_EQ(refusal(bytes("cut.a", Archive.substr(0, Archive.size() - 400))),
           "ARCHIVE_CORRUPT");
  std::string BadSize = Archive;
  BadSize.replace(8 + 48, 10, "99999999  ");
  CHECK_EQ(refusal(bytes("size.a", BadSize)), "ARCHIVE_CORRUPT");
  CHECK_EQ(refusal(bytes("empty.a", "!<arch>\n"), ""), "NO_INPUTS");
}

static void whatMayLackBitcodeIsSkipped() {
  auto Symbols = bytes("symbols.o", elf(EmX86, {{".text", ""}}));
  Symbols.MayLackBitcode = true;
  Merge Quiet(inputs(std::move(Symbols), bytes("f.bc", moduleBytes())),
              exporting({"f"}));
  CHECK_EQ(Quiet.report(), "");
  CHECK(Quiet.defines("f"));

  // Members of an archive: one warning, whatever their number.
  Merge M(inputs(bytes("l.a", archiveOf({{"x.o", elf(EmX86, {{".text", ""}})},
                                         {"y.o", elf(EmX86, {{".text", ""}})},
                                         {"f.o", moduleBytes()}}))),
          exporting({"f"}));
  CHECK_EQ(M.codes(), "INPUT_WRONG_MACHINE");
  CHECK_CONTAINS(M.report(), "l.a(x.o)");
  CHECK_CONTAINS(M.report(), "1 other member");
  CHECK(M.defines("f"));

  // One of which nothing can be linked is of no use.
  std::string Useless = archiveOf({{"x.o", elf(EmX86, {{".text", ""}})}});
  CHECK_EQ(refusal(bytes("l.a", Useless), "no other member of l.a"),
           "INPUT_WRONG_MACHINE");
  CHECK_EQ(refusal(bytes("l.rlib", Useless), "--target bpfel-unknown-none"),
           "INPUT_WRONG_MACHINE");
}

static void layoutsThatMatterAreNamed() {
  auto Layout = [](llvm::StringRef Layout, llvm::StringRef Triple) {
    std::string Text = ("target datalayout = \"" + Layout +
                        "\"\ntarget triple = \"" + Triple + "\"\n" + Ir)
                           .str();
    return Merge(inputs(bytes("m.bc", assemble(Text))), exporting({"f"}))
        .codes();
  };
  CHECK_EQ(Layout("e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:"
                  "128-n8:16:32:64-S128",
                  "x86_64-unknown-linux-gnu"),
           "");
  CHECK_EQ(Layout("e-m:e-p:32:32-p270:32:32-i128:128-f64:32:64-n8:16:32-S128",
                  "i386-unknown-linux-gnu"),
           "LAYOUT_DIFFERS");
  CHECK_EQ(Layout("E-m:e-i64:64-n32:64", "powerpc64-unknown-linux-gnu"),
           "LAYOUT_DIFFERS");
}

static void cratesOfOtherTargetsAreRefused() {
  auto Link = [](llvm::StringRef Archive, llvm::StringRef Triple) {
    std::string Module =
        assemble("target triple = \"" + Triple + "\"\n" + llvm::Twine(Ir));
    LinkOptions Options = exporting({"f"});
    Options.Target = "bpfel";
    return Merge(inputs(bytes(Archive, archiveOf({{"m.o", Module}}))), Options)
        .report();
  };
  CHECK_EQ(Link("c.rlib", "bpfel"), "");
  CHECK_CONTAINS(Link("c.rlib", "x86_64-unknown-linux-gnu"),
                 "c.rlib is a Rust crate compiled for x86_64");
  CHECK_CONTAINS(Link("c.rlib", "bpfeb"), "compiled for bpfeb");
  // C for the host is linked.
  CHECK_EQ(Link("c.a", "x86_64-unknown-linux-gnu"), "");
}

static void theTripleIsTheInputsOrTheOptions() {
  auto Input = [] {
    return bytes("m.bc",
                 assemble("target triple = \"bpfeb\"\n" + llvm::Twine(Ir)));
  };
  Merge Own(inputs(Input()), exporting({"f"}));
  CHECK_EQ(Own.Result.M->getTargetTriple().str(), "bpfeb");
  CHECK(Own.Result.M->getDataLayout().isBigEndian());
  LinkOptions Little = exporting({"f"});
  Little.Target = "bpfel";
  Merge Given(inputs(Input()), Little);
  CHECK_EQ(Given.Result.M->getTargetTriple().str(), "bpfel");
  CHECK(Given.Result.M->getDataLayout().isLittleEndian());
  Merge Default(inputs(bytes("f.ll", Ir)), exporting({"f"}));
  CHECK_EQ(Default.Result.M->getTargetTriple().str(), "bpf");
}

int main() {
  everyKindLinks();
  sectionsOfSeveralModulesLink();
  filesLink();
  badFilesAreNamed();
  invalidIrWithDebugInfoIsRefused();
  damagedBitcodeIsRefused();
  damagedArchivesAreRefused();
  whatMayLackBitcodeIsSkipped();
  layoutsThatMatterAreNamed();
  cratesOfOtherTargetsAreRefused();
  theTripleIsTheInputsOrTheOptions();
  return result();
}
