#include "linker/read/prepare.h"

#include "linker/ir/analyses.h"
#include "llvm_private/bpf_pass_state.h"
#include "support/bpf_target.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace bpflinker {

bool isOnlyProbestack(StringRef Asm) {
  bool Found = false;
  SmallVector<StringRef, 32> Lines;
  Asm.split(Lines, '\n');
  for (StringRef Line : Lines) {
    auto [Label, Rest] = Line.trim().split(':');
    bool IsLabel =
        Line.contains(':') && !Label.empty() && all_of(Label, [](char C) {
          return isAlnum(C) || C == '_' || C == '.' || C == '$';
        });
    if (!IsLabel || Label.starts_with(".L") || all_of(Label, isDigit))
      continue;
    // Mach-O puts an underscore in front.
    if (Label != "__rust_probestack" && Label != "___rust_probestack")
      return false;
    Found = true;
  }
  return Found;
}

void renameCoreGlobals(Module &M, unsigned Number) {
  std::string Prefix = "llvm." + std::to_string(Number) + ".";
  for (GlobalVariable &V : M.globals())
    // BPFCoreSharedInfo::AmaAttr and TypeIdAttr.
    if (V.hasAttribute("btf_ama") || V.hasAttribute("btf_type_id"))
      if (StringRef Name = V.getName(); Name.starts_with("llvm."))
        V.setName(Prefix + Name.drop_front(strlen("llvm.")));
}

void dropOptimizeNone(Module &M) {
  bool Marked = false;
  for (const Function &F : M) {
    if (F.isDeclaration())
      continue;
    if (F.hasFnAttribute(Attribute::OptimizeNone))
      Marked = true;
    else if (!F.hasFnAttribute(Attribute::AlwaysInline))
      return;
  }
  if (!Marked)
    return;
  for (Function &F : M) {
    if (!F.hasFnAttribute(Attribute::OptimizeNone))
      continue;
    F.removeFnAttr(Attribute::OptimizeNone);
    F.removeFnAttr(Attribute::NoInline);
  }
}

void runEarlyPasses(Module &M) {
  initializeBpfTarget();
  std::string Problem;
  const Target *Bpf =
      TargetRegistry::lookupTarget(M.getTargetTriple(), Problem);
  if (!Bpf)
    return; // reported where the output's TargetMachine is made
  std::unique_ptr<TargetMachine> Machine(
      Bpf->createTargetMachine(M.getTargetTriple(), /*CPU=*/"", /*Features=*/"",
                               TargetOptions(), std::nullopt));

  PassBuilder Builder(Machine.get());
  Analyses A(Builder);

  ModulePassManager Passes;
  Builder.invokePipelineStartEPCallbacks(Passes, llvm::OptimizationLevel::O2);
  resetBpfPassState();
  Passes.run(M, A.Modules);
}

} // namespace bpflinker
