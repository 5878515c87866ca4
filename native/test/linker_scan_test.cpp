// The raw scan of a module sees what LLVM's reader sees.

#include "linker/scan.h"
#include "linker_fixture.h"

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

int main() {
  everyLinkageAndProperty();
  corners();
  return result();
}
