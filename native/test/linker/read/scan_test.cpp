// The raw scan of a module sees what LLVM's reader sees.

#include "linker/read/scan.h"
#include "linker/read/scan_record.h"
#include "test/linker/fixture.h"

#include "llvm/Bitstream/BitstreamWriter.h"

using namespace bpflinker;
using namespace bpflinker::test;

static std::string print(const ModuleSymbols &M) {
  std::string Text = M.Triple + "|" + M.DataLayout + "|" + M.Asm + "|" +
                     (M.NeedsEarlyPasses ? "early" : "") +
                     (M.HasAppending ? "appending" : "") + "\n";
  for (const Symbol &S : M.Symbols)
    Text += (S.Name + " section=" + S.Section + " comdat=" + S.Comdat +
             " kind=" + llvm::Twine(unsigned(S.Kind)) +
             " linkage=" + llvm::Twine(unsigned(S.Linkage)) +
             " visibility=" + llvm::Twine(unsigned(S.Visibility)) +
             " unnamed=" + llvm::Twine(unsigned(S.UnnamedAddr)) +
             " declaration=" + llvm::Twine(S.IsDeclaration) +
             " constant=" + llvm::Twine(S.IsConstant) + "\n")
                .str();
  return Text;
}

static void checkSame(llvm::StringRef Ir) {
  std::string Bytes = assemble(Ir);
  llvm::LLVMContext Context;
  llvm::BumpPtrAllocator Storage;
  llvm::StringSaver Strings(Storage);
  auto Modules = llvm::getBitcodeModuleList({Bytes, "m.bc"});
  if (!Modules)
    return fail(__FILE__, __LINE__, llvm::toString(Modules.takeError()));
  auto Scanned = scanBitcode(Modules->front(), Strings);
  if (!Scanned)
    return fail(__FILE__, __LINE__, llvm::toString(Scanned.takeError()));
  auto Read = Modules->front().getLazyModule(Context, true, false);
  if (!Read)
    return fail(__FILE__, __LINE__, llvm::toString(Read.takeError()));
  CHECK_EQ(print(*Scanned), print(symbolsOf(**Read, Strings)));
}

static void everyLinkageAndProperty() {
  checkSame(R"(
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"
module asm "one:"
module asm "two:"
$c1 = comdat any
$c2 = comdat nodeduplicate
@v.ext = external global i32
@v.const = external constant i32
@v.weakref = extern_weak global i32
@v.def = global i32 1, section ".maps"
@v.ro = constant i32 1, section "license"
@v.priv = private unnamed_addr constant i32 1
@v.int = internal local_unnamed_addr global i32 1
@v.common = common global i32 0
@v.hidden = hidden global i32 1
@v.prot = protected unnamed_addr global i32 1
@v.tls = thread_local global i32 1
@v.comdat = linkonce_odr global i32 1, comdat($c1)
@v.attr = global i32 1 #0
@llvm.used = appending global [1 x ptr] [ptr @v.def], section "llvm.metadata"
@a.one = alias i32, ptr @v.def
@a.two = weak hidden unnamed_addr alias i32, ptr @v.def
@i.one = ifunc void (), ptr @f.resolver
declare void @f.decl()
declare extern_weak void @f.weakref()
declare hidden void @f.hidden()
declare i32 @llvm.bpf.preserve.type.info(i32, i64)
define void @f.def() section "xdp" { ret void }
define weak void @f.weak() { ret void }
define weak_odr void @f.weakodr() { ret void }
define linkonce void @f.once() { ret void }
define linkonce_odr hidden void @f.onceodr() comdat($c1) { ret void }
define available_externally void @f.avail() { ret void }
define internal void @f.int() { ret void }
define void @f.nodedup() comdat($c2) { ret void }
define ptr @f.resolver() { ret ptr null }
define void @f.unnamed() unnamed_addr { ret void }
attributes #0 = { "x" }
)");
}

static void corners() {
  checkSame("");
  checkSame("@0 = global i32 1\ndefine void @1() { ret void }");
  checkSame("define void @\"name with \\22quotes\\22\"() { ret void }");
}

/// Values of every length, one record after the other, to the last byte.
static void plainRecords() {
  llvm::SmallVector<char, 0> Bytes;
  llvm::BitstreamWriter Writer(Bytes);
  for (unsigned Bits = 0; Bits <= 64; Bits += 4) {
    uint64_t Value = Bits == 64 ? ~uint64_t(0) : (uint64_t(1) << Bits) - 1;
    Writer.EmitRecord(Bits + 1, llvm::ArrayRef<uint64_t>{Value, 7, Value >> 1});
    Writer.EmitRecord(1000, llvm::ArrayRef<uint64_t>{});
  }
  Writer.FlushToWord();
  llvm::BitstreamCursor Theirs{llvm::StringRef(Bytes.data(), Bytes.size())};
  llvm::BitstreamCursor Ours{llvm::StringRef(Bytes.data(), Bytes.size())};
  unsigned Read = 0;
  for (unsigned I = 0; I != 34; ++I) {
    llvm::SmallVector<uint64_t> Expected, Found;
    unsigned Id = llvm::cantFail(Theirs.ReadCode());
    unsigned Code = llvm::cantFail(Theirs.readRecord(Id, Expected));
    CHECK_EQ(llvm::cantFail(Ours.ReadCode()), Id);
    uint64_t Before = Ours.GetCurrentBitNo();
    if (std::optional<unsigned> Plain = readPlainRecord(Ours, Found)) {
      ++Read;
      CHECK_EQ(*Plain, Code);
      CHECK(Found == Expected);
    } else {
      // Near the end: untouched, for LLVM to read.
      CHECK(Found.empty());
      CHECK_EQ(Ours.GetCurrentBitNo(), Before);
      CHECK_EQ(llvm::cantFail(Ours.readRecord(Id, Found)), Code);
    }
    CHECK_EQ(Ours.GetCurrentBitNo(), Theirs.GetCurrentBitNo());
  }
  CHECK(Read >= 30);
}

/// A record that claims more operands than there are, and a value that does not
/// end.
static void damagedRecords() {
  llvm::SmallVector<char, 0> Bytes;
  llvm::BitstreamWriter Writer(Bytes);
  Writer.EmitVBR(1, 6);
  Writer.EmitVBR(1u << 30, 6);
  for (unsigned I = 0; I != 10; ++I)
    Writer.Emit(~0u, 32);
  Writer.FlushToWord();
  llvm::BitstreamCursor Stream{llvm::StringRef(Bytes.data(), Bytes.size())};
  llvm::SmallVector<uint64_t> Operands{5};
  CHECK(!readPlainRecord(Stream, Operands));
  CHECK_EQ(Operands.size(), 1u);
  CHECK_EQ(Stream.GetCurrentBitNo(), 0u);
}

int main() {
  everyLinkageAndProperty();
  corners();
  plainRecords();
  damagedRecords();
  return result();
}
