#include "linker/pipeline.h"

#include "linker/diagnose/llvm_diagnostics.h"
#include "linker/diagnose/locations.h"
#include "linker/emit/checks.h"
#include "linker/emit/emit.h"
#include "linker/emit/text_section.h"
#include "linker/loops/left.h"
#include "linker/optimize/atomics.h"
#include "linker/optimize/builtins.h"
#include "linker/optimize/idle_builtins.h"
#include "linker/optimize/inline.h"
#include "linker/optimize/llvm_options.h"
#include "linker/optimize/optimize.h"
#include "linker/optimize/target.h"
#include "linker/promises/global_data.h"
#include "linker/promises/promises.h"
#include "linker/resolve/internalize.h"
#include "linker/resolve/unresolved.h"
#include "linker/types/debug_info.h"

#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bpflinker {

namespace {

/// Before internalising: an internal declaration is invalid IR.
bool verify(Module &M, DiagnosticSink &Diagnostics) {
  std::string Problems;
  raw_string_ostream Stream(Problems);
  bool DebugInfoBroken = false;
  if (verifyModule(M, &Stream, &DebugInfoBroken)) {
    Diagnostics.report(
        error(Code::IR_INVALID, "the linked module is not valid IR: " +
                                    StringRef(Problems).trim().str())
            .hint(
                "an input is damaged or was made by another version of LLVM"));
    return false;
  }
  if (DebugInfoBroken) {
    // As LLVM's own readers do: the code is right, its debug info is not.
    StripDebugInfo(M);
    Diagnostics.report(
        warning(Code::IR_INVALID, "debug info is dropped, it is not valid: " +
                                      StringRef(Problems).trim().str()));
  }
  return true;
}

void dump(const Module &M, StringRef Dir, StringRef Name,
          DiagnosticSink &Diagnostics) {
  if (Dir.empty())
    return;
  SmallString<128> Path(Dir);
  std::error_code Failed = sys::fs::create_directories(Path);
  sys::path::append(Path, Name);
  if (!Failed) {
    raw_fd_ostream Out(Path, Failed);
    if (!Failed) {
      M.print(Out, nullptr);
      Out.close();
      Failed = Out.error();
      Out.clear_error();
      if (Failed)
        sys::fs::remove(Path);
    }
  }
  if (Failed)
    Diagnostics.report(
        error(Code::OUTPUT_NOT_WRITABLE,
              ("cannot write " + Path.str() + ": ").str() + Failed.message())
            .atFile(Path));
}

void optimizeExcept(Module &M, TargetMachine &Machine,
                    const LinkOptions &Options,
                    function_ref<bool(const Function &)> IsExcepted) {
  OptimizerBarrier Barrier(M);
  for (Function &F : M)
    if (!F.isDeclaration() && IsExcepted(F))
      Barrier.add(F);
  optimize(M, Machine, Options);
}

/// Optimises, and lowers memory builtins. Builtins that nothing calls are left
/// as they are: they come from `compiler_builtins`, optimised.
void optimizeUsed(MergedModule &Merged, TargetMachine &Machine,
                  const LinkOptions &Options) {
  Module &M = *Merged.M;
  std::vector<std::string> Names;
  // Promises and --unroll-loops are about all code.
  if (!promisesAnything(Options) && !Options.UnrollLoops)
    std::set_difference(Merged.MemoryBuiltins.begin(),
                        Merged.MemoryBuiltins.end(), Merged.Exports.begin(),
                        Merged.Exports.end(), std::back_inserter(Names));
  std::vector<Function *> Idle = idleBuiltins(M, Names);
  if (!joinIdleBuiltins(Idle))
    Idle.clear();
  StringSet<> Spared;
  for (const Function *F : Idle)
    Spared.insert(F->getName());
  optimizeExcept(M, Machine, Options, [&](const Function &F) {
    return Spared.contains(F.getName());
  });
  lowerMemoryBuiltins(M, Machine, Options);
  if (Spared.empty())
    return;

  for (const Function *F : idleBuiltins(M, Names))
    erase(Names, F->getName());
  if (none_of(Names, [&](StringRef Name) { return Spared.contains(Name); }))
    return;
  // Something came to call one after all: a loop that the optimiser recognised.
  optimizeExcept(M, Machine, Options, [&](const Function &F) {
    return !Spared.contains(F.getName());
  });
  lowerMemoryBuiltins(M, Machine, Options);
}

/// Taken before the module goes: what the judge of the object has to say.
StringMap<FunctionNotes> notesFor(Module &M, TargetMachine &Machine,
                                  const LinkOptions &Options) {
  StringMap<FunctionNotes> Notes;
  if (!promisesAnything(Options))
    return Notes;
  for (const Function &F : M)
    if (!F.isDeclaration())
      Notes[F.getName()].Where = locationOf(F);
  if (Options.ForbidLoops)
    for (auto &Loops : explainLoops(M, Machine, unrollSettings(Options)))
      Notes[Loops.getKey()].Loops = std::move(Loops.second);
  return Notes;
}

} // namespace

Emitted finishModule(MergedModule &Merged, const LinkOptions &Options,
                     DiagnosticSink &Diagnostics, Timings &Times) {
  Module &M = *Merged.M;
  // LLVM's options first: creating the machine reads some of them.
  LlvmOptionScope OptionScope(Options, Diagnostics);
  LlvmDiagnosticScope DiagnosticScope(M, Diagnostics, Options.LlvmErrorsFatal);
  std::unique_ptr<TargetMachine> Machine =
      createTargetMachine(M, Options, Diagnostics);
  if (!Machine || Diagnostics.hasErrors())
    return {};

  {
    PhaseTimer Timer(Times, "debug info");
    retarget(M, *Machine);
    if (!verify(M, Diagnostics))
      return {};
    dump(M, Options.DumpModuleDir, "pre-opt.ll", Diagnostics);
    if (Options.Relocatable) {
      // What this link does not keep, the next one must not find.
      internalize(Merged);
      return emit(std::move(Merged.M), *Machine, Options, Diagnostics);
    }
    if (Options.Btf)
      fitDebugInfoForBtf(Merged, Diagnostics);
    else
      StripDebugInfo(M);
  }

  {
    PhaseTimer Timer(Times, "optimise");
    internalize(Merged);
    dropOptNone(M);
    if (Options.InlineAll)
      markAllInline(M);
    else if (Options.IgnoreInlineNever)
      dropNoInline(M);
    if (Options.FreezeRodata)
      freezeRodata(M);
    if (Options.ForbidGlobalData)
      forbidLookupTables(M);
    optimizeUsed(Merged, *Machine, Options);

    // What code generation needs, on what is left.
    if (Options.InlineAll || Options.ForbidLoops)
      inlineMarked(M, *Machine);
    if (Options.ForbidLoops)
      unrollLoops(M, *Machine, unrollSettings(Options));
    if (Options.ForbidGlobalData) {
      placeConstants(M, Options);
      simplifyChoices(M, *Machine);
      reportGlobalData(M, Options, Diagnostics);
    }
    if (Options.InlineAll)
      reportCallsLeft(M, Diagnostics);
    if (Options.Btf)
      completeSubprograms(M);
    gatherText(M);
    if (Options.PlainAdds)
      makeAddsPlain(M);
    retarget(M, *Machine);
    reportUnresolved(M, Options, Diagnostics);
    if (promisesAnything(Options))
      lowerAtomicSubtractions(M);
    reportUnsupported(M, Options, Diagnostics);
    dump(M, Options.DumpModuleDir, "post-opt.ll", Diagnostics);
  }
  if (Diagnostics.hasErrors())
    return {};

  StringMap<FunctionNotes> Notes = notesFor(M, *Machine, Options);
  PhaseTimer Timer(Times, "emit");
  Emitted Result = emit(std::move(Merged.M), *Machine, Options, Diagnostics);
  if (promisesAnything(Options))
    for (const Artifact &A : Result.Artifacts)
      if (A.Kind == ArtifactKind::Object)
        judgeObject(A.Bytes, Options, Notes, Diagnostics);
  if (Diagnostics.hasErrors())
    return {};
  return Result;
}

} // namespace bpflinker
