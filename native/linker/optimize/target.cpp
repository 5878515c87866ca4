#include "linker/optimize/target.h"

#include "bpf/cpu.h"
#include "llvm_versions/asm_info.h"
#include "llvm_versions/subtarget.h"
#include "support/bpf_target.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace bpflinker {

namespace {

Triple selectTriple(const Module &M, const LinkOptions &Options) {
  if (!Options.Target.empty())
    return Triple(Options.Target);
  if (StringRef(M.getTargetTriple().str()).starts_with("bpf"))
    return M.getTargetTriple();
  return Triple("bpf");
}

/// "v1, v2, v3": the keys of a table of MCSubtargetInfo.
template <typename T> std::string keysOf(ArrayRef<T> Table) {
  std::vector<StringRef> Keys;
  for (const T &Row : Table)
    Keys.push_back(keyOf(Row));
  return join(Keys, ", ");
}

bool validateCpu(StringRef Cpu, const MCSubtargetInfo &Info,
                 DiagnosticSink &Diagnostics) {
  if (Info.isCPUStringValid(Cpu))
    return true;
  Diagnostics.report(
      error(Code::OPTION_INVALID, ("unknown cpu '" + Cpu + "'").str())
          .hint("use one of " + keysOf(Info.getAllProcessorDescriptions())));
  return false;
}

bool validateFeatures(StringRef Features, const MCSubtargetInfo &Info,
                      DiagnosticSink &Diagnostics) {
  bool Valid = true;
  for (StringRef Feature : split(Features, ',')) {
    Feature = Feature.trim();
    if (Feature.empty())
      continue;
    StringRef Name = Feature;
    bool Signed = Name.consume_front("+") || Name.consume_front("-");
    bool Known = any_of(
        Info.getAllProcessorFeatures(),
        [&](const SubtargetFeatureKV &Row) { return keyOf(Row) == Name; });
    if (Signed && Known)
      continue;
    Valid = false;
    if (Known) {
      Diagnostics.report(
          error(Code::OPTION_INVALID,
                ("cpu feature '" + Feature + "' has no sign").str())
              .hint(("write +" + Name + " or -" + Name).str()));
      continue;
    }
    Diagnostics.report(error(Code::OPTION_INVALID,
                             ("unknown cpu feature '" + Name + "'").str())
                           .hint("use +NAME or -NAME with one of " +
                                 keysOf(Info.getAllProcessorFeatures())));
  }
  return Valid;
}

} // namespace

std::unique_ptr<TargetMachine>
createTargetMachine(const Module &M, const LinkOptions &Options,
                    DiagnosticSink &Diagnostics) {
  initializeBpfTarget();
  Triple TheTriple = selectTriple(M, Options);
  std::string Problem;
  const Target *TheTarget =
      TheTriple.isBPF() ? TargetRegistry::lookupTarget(TheTriple, Problem)
                        : nullptr;
  if (!TheTarget) {
    Diagnostics.report(
        error(Code::OPTION_INVALID, "unknown target '" + TheTriple.str() + "'")
            .hint("use bpf, bpfel or bpfeb"));
    return nullptr;
  }

  std::unique_ptr<MCSubtargetInfo> Info(
      TheTarget->createMCSubtargetInfo(TheTriple, "generic", ""));
  bool CpuValid = validateCpu(Options.Cpu, *Info, Diagnostics);
  bool FeaturesValid =
      validateFeatures(Options.CpuFeatures, *Info, Diagnostics);
  if (!CpuValid || !FeaturesValid)
    return nullptr;
  // Resolved here, so that the machine, its assembler and the functions'
  // attributes agree.
  StringRef Cpu = resolveCpu(Options.Cpu);

  std::unique_ptr<TargetMachine> Machine(TheTarget->createTargetMachine(
      TheTriple, Cpu, Options.CpuFeatures, TargetOptions(), std::nullopt,
      std::nullopt, CodeGenOptLevel::Aggressive));
  if (!Options.AllowBpfTrap) {
    // What --bpf-disable-trap-unreachable does: no call to __bpf_trap where
    // control cannot get (BPFTargetMachine.cpp).
    Machine->Options.TrapUnreachable = false;
    Machine->Options.NoTrapAfterNoreturn = false;
  }
  // BPF has no unwinder. With any other exception model LLVM writes
  // .debug_frame for functions with debug info and .eh_frame for those that are
  // not nounwind (AsmPrinter::getFunctionCFISectionType).
  // The target's own constructor casts this const away as well.
  const_cast<MCAsmInfo &>(asmInfoOf(*Machine))
      .setExceptionsType(ExceptionHandling::None);
  return Machine;
}

void retarget(Module &M, const TargetMachine &Machine) {
  M.setTargetTriple(Machine.getTargetTriple());
  M.setDataLayout(Machine.createDataLayout());
  StringRef Cpu = Machine.getTargetCPU();
  StringRef Features = Machine.getTargetFeatureString();
  for (Function &F : M) {
    F.removeFnAttr("tune-cpu");
    if (F.isDeclaration() || Cpu == "generic")
      F.removeFnAttr("target-cpu");
    else
      F.addFnAttr("target-cpu", Cpu);
    if (F.isDeclaration() || Features.empty())
      F.removeFnAttr("target-features");
    else
      F.addFnAttr("target-features", Features);
  }
}

} // namespace bpflinker
