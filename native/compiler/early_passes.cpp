// clang -O2 runs one pipeline over the module; we run the head of it here and
// the linker runs the whole of it over everything linked. The head is what
// BPFTargetMachine::registerPassBuilderCallbacks adds at the pipeline's start
// (llvm/lib/Target/BPF/BPFTargetMachine.cpp); run again by the linker it finds
// nothing left to do. It must see one module at a time: the names of CO-RE
// globals are made from access strings, not from modules (PARITY.md).
//
// clang's own pipeline (clang/lib/CodeGen/BackendUtil.cpp,
// RunOptimizationPipeline) has one more pass there, AssignmentTracking. It only
// changes how DWARF describes variables' values, of which BTF keeps nothing.

#include "compiler/early_passes.h"
#include "llvm_private/bpf_pass_state.h"
#include "llvm_versions/subtarget.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetOptions.h"

using namespace llvm;

namespace bpflinker {
namespace {

const Target &bpfTarget(const Triple &TT) {
  // Registering a target that is registered changes nothing.
  LLVMInitializeBPFTargetInfo();
  LLVMInitializeBPFTarget();
  LLVMInitializeBPFTargetMC();
  std::string Error;
  const Target *T = TargetRegistry::lookupTarget(TT, Error);
  assert(T && "the BPF target is linked in");
  return *T;
}

template <typename Table> std::string namesOf(const Table &Entries) {
  std::vector<StringRef> Names;
  for (const auto &Entry : Entries)
    Names.push_back(keyOf(Entry));
  return join(Names, ", ");
}

template <typename Table> bool contains(const Table &Entries, StringRef Name) {
  return any_of(Entries,
                [&](const auto &Entry) { return Name == keyOf(Entry); });
}

} // namespace

bool checkTarget(StringRef TripleName, StringRef Cpu, StringRef Features,
                 DiagnosticSink &Diagnostics) {
  Triple TT(TripleName);
  std::unique_ptr<MCSubtargetInfo> Known(
      bpfTarget(TT).createMCSubtargetInfo(TT, "", ""));
  bool Good = true;
  if (!Known->isCPUStringValid(Cpu)) {
    Good = false;
    Diagnostics.report(
        error(Code::OPTION_INVALID, ("unknown BPF cpu '" + Cpu + "'").str())
            .hint("known are " +
                  namesOf(Known->getAllProcessorDescriptions())));
  }
  for (StringRef Feature : split(Features, ',')) {
    if (Feature.empty())
      continue;
    if ((Feature.starts_with("+") || Feature.starts_with("-")) &&
        contains(Known->getAllProcessorFeatures(), Feature.drop_front()))
      continue;
    Good = false;
    Diagnostics.report(
        error(Code::OPTION_INVALID,
              ("unknown BPF cpu feature '" + Feature + "'").str())
            .hint("write + or - and one of " +
                  namesOf(Known->getAllProcessorFeatures())));
  }
  return Good;
}

void runEarlyPasses(Module &M, StringRef Cpu, StringRef Features) {
  const Triple &TT = M.getTargetTriple();
  std::unique_ptr<TargetMachine> Machine(bpfTarget(TT).createTargetMachine(
      TT, Cpu, Features, TargetOptions(), Reloc::Static));
  PassBuilder Builder(Machine.get());

  // These passes ask for no analysis, so only what runs a function pass over a
  // module is registered.
  FunctionAnalysisManager Functions;
  ModuleAnalysisManager Modules;
  Functions.registerPass([] { return PassInstrumentationAnalysis(); });
  Functions.registerPass(
      [&] { return ModuleAnalysisManagerFunctionProxy(Modules); });
  Modules.registerPass([] { return PassInstrumentationAnalysis(); });
  Modules.registerPass(
      [&] { return FunctionAnalysisManagerModuleProxy(Functions); });

  ModulePassManager Passes;
  Builder.invokePipelineStartEPCallbacks(Passes, OptimizationLevel::O2);
  resetBpfPassState();
  Passes.run(M, Modules);
}

} // namespace bpflinker
