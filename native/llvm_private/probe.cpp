// Proves bpf_pass_state.h and shared_metadata.h against the LLVM at hand:
// probe.cmake builds and runs this when the build is configured.
//
// The passes' state: one module with one CO-RE access and one type id goes
// through the passes twice, each time in a context of its own, as in a process
// that compiles two files. The variables must then hold what the module makes,
// and after a reset the second module must get what the first one got.
//
// The mover's metadata: what is moved must refer to the node that the map has
// for another.

#include "llvm_private/bpf_pass_state.h"
#include "llvm_private/shared_metadata.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Linker/IRMover.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"

#include <optional>

using namespace llvm;
using namespace bpflinker;

// struct s { int a, b; } __attribute__((preserve_access_index));
// int member(struct s *p) { return p->b; }
// long type(void) {
//   return __builtin_btf_type_id(*(struct s *)0, BPF_TYPE_ID_TARGET);
// }
static constexpr StringRef Text = R"(
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

%struct.s = type { i32, i32 }

define i32 @member(ptr %p) !dbg !10 {
  %b = call ptr @llvm.preserve.struct.access.index.p0.p0(ptr elementtype(%struct.s) %p, i32 1, i32 1), !dbg !12, !llvm.preserve.access.index !5
  %value = load i32, ptr %b, align 4, !dbg !12
  ret i32 %value, !dbg !12
}

define i64 @type() !dbg !11 {
  %id = call i64 @llvm.bpf.btf.type.id(i32 0, i64 1), !dbg !13, !llvm.preserve.access.index !5
  ret i64 %id, !dbg !13
}

declare ptr @llvm.preserve.struct.access.index.p0.p0(ptr, i32 immarg, i32 immarg)
declare i64 @llvm.bpf.btf.type.id(i32, i64)

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}

!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "probe.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !4)
!4 = !{null}
!5 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "s", file: !1, line: 1, size: 64, elements: !6)
!6 = !{!7, !8}
!7 = !DIDerivedType(tag: DW_TAG_member, name: "a", scope: !5, file: !1, line: 1, baseType: !9, size: 32)
!8 = !DIDerivedType(tag: DW_TAG_member, name: "b", scope: !5, file: !1, line: 1, baseType: !9, size: 32, offset: 32)
!9 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!10 = distinct !DISubprogram(name: "member", file: !1, line: 2, type: !3, spFlags: DISPFlagDefinition, unit: !0)
!11 = distinct !DISubprogram(name: "type", file: !1, line: 3, type: !3, spFlags: DISPFlagDefinition, unit: !0)
!12 = !DILocation(line: 2, scope: !10)
!13 = !DILocation(line: 3, scope: !11)
)";

static constexpr StringRef AccessName = "llvm.s:0:4$0:1";
static constexpr StringRef TypeIdName = "llvm.btf_type_id.0$7";
/// The access has one, the type id has one.
static constexpr uint32_t PassthroughCalls = 2;

static bool expect(bool Holds, const Twine &What) {
  if (!Holds)
    errs() << "  not so: " << What << '\n';
  return Holds;
}

/// The passes that the BPF target runs at the start of a pipeline.
static void runEarlyPasses(Module &M, TargetMachine &Machine) {
  PassBuilder Builder(&Machine);
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Components;
  ModuleAnalysisManager Modules;
  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Components);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Components, Modules);
  ModulePassManager Passes;
  Builder.invokePipelineStartEPCallbacks(Passes, OptimizationLevel::O2);
  Passes.run(M, Modules);
}

static bool isEmpty() {
  auto [AccessGlobals, TypeIds, Passthroughs] = bpfPassState();
  return expect(AccessGlobals.empty(), "the map of CO-RE globals is empty") &
         expect(TypeIds == 0, "the number of type ids is 0") &
         expect(Passthroughs == 0, "the number of passthroughs is 0");
}

/// Whether the passes leave in `M` and in their variables what they should.
static bool isRight(Module &M) {
  auto [AccessGlobals, TypeIds, Passthroughs] = bpfPassState();
  GlobalVariable *Access = M.getNamedGlobal(AccessName);
  GlobalVariable *TypeId = M.getNamedGlobal(TypeIdName);
  bool Right =
      expect(Access, "the module has a global " + AccessName) &
      expect(TypeId, "the module has a global " + TypeIdName) &
      expect(TypeIds == 1,
             "the number of type ids is 1, not " + Twine(TypeIds)) &
      expect(Passthroughs == PassthroughCalls,
             "the number of passthroughs is " + Twine(PassthroughCalls) +
                 ", not " + Twine(Passthroughs)) &
      expect(!verifyModule(M, &errs()), "the module is valid");
  if (!expect(AccessGlobals.size() == 1,
              "the map of CO-RE globals has one entry, not " +
                  Twine(AccessGlobals.size())))
    return false;
  const auto &[Name, Global] = *AccessGlobals.begin();
  return Right &
         expect(Name == AccessName, "its entry is named " + AccessName) &
         expect(Access && Global == Access, "its entry is the module's global");
}

/// Whether a moved subprogram has the type that the map has in the place of its
/// own.
static bool moverUsesItsMap() {
  LLVMContext Context;
  SMDiagnostic Error;
  std::unique_ptr<Module> Source = parseAssemblyString(Text, Error, Context);
  Module Destination("destination", Context);
  DISubprogram *Subprogram = Source->getFunction("member")->getSubprogram();
  MDNode *Other = MDNode::replaceWithDistinct(Subprogram->getType()->clone());
  IRMover Mover(Destination);
  sharedMetadata(Mover)[Subprogram->getType()].reset(Other);
  GlobalValue *Moved = Source->getFunction("member");
  if (llvm::Error Problem = Mover.move(
          std::move(Source), {Moved}, [](GlobalValue &, IRMover::ValueAdder) {},
          /*IsPerformingImport=*/false))
    return expect(false, "a function moves: " + toString(std::move(Problem)));
  const Function *There = Destination.getFunction("member");
  return expect(There && There->getSubprogram()->getType() == Other,
                "what moves refers to the node in the mover's map");
}

int main() {
  LLVMInitializeBPFTargetInfo();
  LLVMInitializeBPFTarget();
  LLVMInitializeBPFTargetMC();
  const Triple TT("bpf");
  std::string Problem;
  const Target *Bpf = TargetRegistry::lookupTarget(TT, Problem);
  if (!expect(Bpf, "LLVM has the BPF target: " + Problem))
    return 1;
  std::unique_ptr<TargetMachine> Machine(
      Bpf->createTargetMachine(TT, "", "", TargetOptions(), std::nullopt));

  // Both live to the end: a global of the first one must not be freed and the
  // second one's take its address.
  LLVMContext Contexts[2];
  std::unique_ptr<Module> Modules[2];
  for (auto [Context, M] : zip_equal(Contexts, Modules)) {
    SMDiagnostic Error;
    M = parseAssemblyString(Text, Error, Context);
    if (!expect(M != nullptr,
                "LLVM reads the probe's module: " + Error.getMessage()))
      return 1;
  }

  bool Right = isEmpty();
  for (auto &M : Modules) {
    errs() << (M == Modules[0] ? "first module\n" : "after a reset\n");
    runEarlyPasses(*M, *Machine);
    Right &= isRight(*M);
    resetBpfPassState();
    Right &= isEmpty();
  }
  Right &= moverUsesItsMap();
  return Right ? 0 : 1;
}
