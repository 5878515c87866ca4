#include "linker/emit/emit.h"

#include "linker/emit/branches.h"
#include "linker/emit/exits.h"
#include "linker/emit/jump_pads.h"
#include "linker/emit/long_blocks.h"
#include "linker/emit/source_lines.h"
#include "linker/types/separate_names.h"
#include "llvm_versions/stack_arguments.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/RegisterTargetPassConfigCallback.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool isGenerated(ArtifactKind Kind) {
  return Kind == ArtifactKind::Object || Kind == ArtifactKind::Assembly;
}

/// Keeps the back end from making DWARF beside BTF. AsmPrinter makes DWARF
/// unless the module asks for CodeView and names no DWARF version
/// (AsmPrinter::doInitialization), and CodeView itself only for Windows and
/// UEFI; BTF comes from BPFAsmPrinter and looks at neither flag.
void withoutDwarf(Module &M) {
  NamedMDNode *Flags = M.getModuleFlagsMetadata();
  if (Flags) {
    SmallVector<MDNode *> Kept;
    for (MDNode *Flag : Flags->operands()) {
      auto *Key = dyn_cast_or_null<MDString>(Flag->getOperand(1));
      if (!Key || (Key->getString() != "Dwarf Version" &&
                   Key->getString() != "CodeView"))
        Kept.push_back(Flag);
    }
    Flags->clearOperands();
    for (MDNode *Flag : Kept)
      Flags->addOperand(Flag);
  }
  M.addModuleFlag(Module::Warning, "CodeView", 1);
}

/// Where a variable is at each instruction is for DWARF alone, and to follow it
/// takes a fifth of code generation. BTF has the names of parameters from the
/// function's debug info. The code is the same; now and then LLVM's branch
/// folding gives a jump another source line, or one where it had none.
void dropVariableLocations(Module &M) {
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      I.dropDbgRecords();
}

void generate(Module &M, TargetMachine &Machine, ArtifactKind Kind,
              raw_pwrite_stream &Out, DiagnosticSink &Diagnostics) {
  legacy::PassManager Passes;
  CodeGenFileType Type = Kind == ArtifactKind::Object
                             ? CodeGenFileType::ObjectFile
                             : CodeGenFileType::AssemblyFile;
  // The first right before instruction selection, after what would join blocks;
  // the others before the assembly printer, after all that moves or adds code.
  RegisterTargetPassConfigCallback AddOurs([&](TargetMachine &Configured,
                                               PassManagerBase &,
                                               TargetPassConfig *Config) {
    if (&Configured != &Machine)
      return;
    if (hasLongBlocks(M))
      Config->insertPass(&StackProtector::ID, createLongBlockPass());
    Config->insertPass(&StackMapLivenessID, createFinalExitPass());
    Config->insertPass(&StackMapLivenessID, createJumpPadPass());
    Config->insertPass(&StackMapLivenessID, createBranchRangePass());
  });
  if (Machine.addPassesToEmitFile(Passes, Out, nullptr, Type)) {
    Diagnostics.report(error(
        Code::INTERNAL, "LLVM's BPF target cannot emit this kind of file"));
    return;
  }
  refuseStackArguments(M);
  Passes.run(M);
}

} // namespace

Emitted emit(std::unique_ptr<Module> M, TargetMachine &Machine,
             const LinkOptions &Options, DiagnosticSink &Diagnostics) {
  ArrayRef<ArtifactKind> Kinds = Options.Emit;
  Emitted All;
  if (Options.KeepDwarf && !Options.SourceLines) {
    Diagnostics.report(
        error(Code::OPTION_INVALID,
              "found sourceLines: false beside debugInfo: 'keep', which keeps "
              "all that debuggers show of the source")
            .hint("remove one of the two"));
    return {};
  }
  std::vector<Artifact> &Artifacts = All.Artifacts;
  Artifacts.resize(Kinds.size());
  // What only reads the module comes first.
  for (auto [Result, Kind] : zip_equal(Artifacts, Kinds)) {
    Result.Kind = Kind;
    raw_svector_ostream Out(Result.Bytes);
    if (Kind == ArtifactKind::Bitcode)
      WriteBitcodeToFile(*M, Out);
    else if (Kind == ArtifactKind::Ir)
      M->print(Out, nullptr);
  }
  size_t Left = count_if(Kinds, isGenerated);
  for (auto [Result, Kind] : zip_equal(Artifacts, Kinds)) {
    if (!isGenerated(Kind))
      continue;
    // The last one may change the module itself.
    std::unique_ptr<Module> Copy = --Left ? CloneModule(*M) : nullptr;
    Module &Work = Copy ? *Copy : *M;
    raw_svector_ostream Out(Result.Bytes);
    if (!Options.KeepDwarf) {
      withoutDwarf(Work);
      dropVariableLocations(Work);
      if (Options.SourceLines)
        All.LineSources = embedSourceLines(Work, Options.StripPathPrefix);
      else
        embedNoSourceLines(Work);
    } else {
      All.LineSources = lineSources(Work, Options.StripPathPrefix);
    }
    // In assembly the names are for people and tools: there LLVM's choice among
    // types of one name stands.
    if (Kind == ArtifactKind::Object)
      separateNames(Work);
    generate(Work, Machine, Kind, Out, Diagnostics);
  }
  if (Diagnostics.hasErrors())
    return {};
  return All;
}

} // namespace bpflinker
