// The contents page of the linker: every step from inputs to artifacts, in
// order, and why it stands where it does.

#include "linker/diagnose/llvm_diagnostics.h"
#include "linker/diagnose/verify.h"
#include "linker/emit/checks.h"
#include "linker/emit/dump.h"
#include "linker/emit/text_section.h"
#include "linker/loops/unroll.h"
#include "linker/optimize/atomics.h"
#include "linker/optimize/inline.h"
#include "linker/optimize/llvm_options.h"
#include "linker/optimize/optimize.h"
#include "linker/optimize/pipeline.h"
#include "linker/optimize/target.h"
#include "linker/optimize/undefined_values.h"
#include "linker/optimize/wide_division.h"
#include "linker/optimize/wide_integers.h"
#include "linker/promises/global_data.h"
#include "linker/promises/promises.h"
#include "linker/promises/unwritten.h"
#include "linker/read/scan.h"
#include "linker/resolve/conflicts.h"
#include "linker/resolve/internalize.h"
#include "linker/resolve/licenses.h"
#include "linker/resolve/match.h"
#include "linker/resolve/move.h"
#include "linker/resolve/reach.h"
#include "linker/resolve/sections.h"
#include "linker/resolve/unresolved.h"
#include "linker/steps.h"
#include "linker/types/btf_names.h"
#include "linker/types/debug_info.h"

#include "llvm/IR/DebugInfo.h"
#include "llvm/Linker/IRMover.h"

using namespace llvm;

namespace bpflinker {

LinkResult link(std::vector<LinkInput> Inputs, const LinkOptions &Options,
                DiagnosticSink &Diagnostics, Timings &Times) {
  return linkBySteps({}, std::move(Inputs), Options, Diagnostics, Times);
}

LinkResult linkBySteps(const LinkSteps &Steps, std::vector<LinkInput> Inputs,
                       const LinkOptions &Options, DiagnosticSink &Diagnostics,
                       Timings &Times) {
  // Types and constants of a link live in its own context.
  LinkResult Result;
  Result.Context = std::make_unique<LLVMContext>();
  LLVMContext &Context = *Result.Context;
  Context.setDiscardValueNames(!Options.isReadByPeople());

  MergedModule Merged = mergeInputs(std::move(Inputs), Options, Context,
                                    Diagnostics, Times, Steps);
  if (!Merged.M || Diagnostics.hasErrors())
    return Result;
  Emitted Last = finishModule(Merged, Options, Diagnostics, Times, Steps);
  if (Diagnostics.hasErrors())
    return Result;
  Result.Artifacts = std::move(Last.Artifacts);
  Result.Exports = std::move(Merged.Exports);
  Result.LineSources = std::move(Last.LineSources);
  return Result;
}

MergedModule mergeInputs(std::vector<LinkInput> Inputs,
                         const LinkOptions &Options, LLVMContext &Context,
                         DiagnosticSink &Diagnostics, Timings &Times,
                         const LinkSteps &Steps) {
  auto Output = std::make_unique<Module>("bpf-linker", Context);
  LlvmDiagnosticScope Scope(*Output, Diagnostics);

  // Files and archive members → modules, none parsed.
  OpenInputs Opened;
  {
    PhaseTimer Timer(Times, "open");
    openInputs(std::move(Inputs), Opened, Context, Diagnostics);
  }
  // Every input's symbol table; nothing else of it.
  std::vector<ModuleSymbols> Symbols;
  {
    PhaseTimer Timer(Times, "scan");
    Symbols = scanAll(Opened, Context, Diagnostics);
  }
  if (Diagnostics.hasErrors() || Opened.Pieces.empty())
    return {};

  // Who defines what, and what of it stays visible. A module is opened only to
  // say where two of them disagree.
  MergeTarget Target = chooseTarget(Options, Symbols);
  LazyModules Modules(Opened, Symbols, Target, Steps.NameCoreGlobals, Context,
                      Diagnostics);
  SymbolTable Table;
  ExportChoice Exports;
  {
    PhaseTimer Timer(Times, "resolve");
    compareLayouts(Opened, Symbols, Target, Diagnostics);
    Table = resolve(Opened, Symbols);
    settleCommons(Table, Modules);
    reportConflicts(Table, Modules, Diagnostics);
    reportLicenses(Table, Modules, Diagnostics);
    Exports =
        chooseExports(Options.Exports, Opened, Symbols, Table, Diagnostics);
  }
  if (Diagnostics.hasErrors())
    return {};

  Output->setTargetTriple(Target.Triple);
  Output->setDataLayout(Target.DataLayout);
  Steps.Gather(*Output, {Symbols, Table, Exports, Modules}, Options,
               Diagnostics, Times, Steps);
  if (Diagnostics.hasErrors())
    return {};

  // What only shows where everything is in one module.
  mergeDeclarations(*Output, Table);
  nameStaticMaps(*Output);
  dropRepeatedLicenses(*Output);
  checkSections(*Output, Diagnostics);
  if (Diagnostics.hasErrors())
    return {};
  return withExports(std::move(Output), Exports, Options, Diagnostics);
}

void gatherReached(Module &Output, const Resolved &From,
                   const LinkOptions &Options, DiagnosticSink &Diagnostics,
                   Timings &Times, const LinkSteps &Steps) {
  // From here on modules are opened, those that something is wanted of. Symbols
  // are compared by their types, which only open modules have.
  ReachResult Reach;
  {
    PhaseTimer Timer(Times, "reach");
    std::vector<StringRef> Roots = From.Exports.Always;
    if (!Options.DisableMemoryBuiltins)
      append_range(Roots, memoryBuiltins());
    Reach = reach(Roots, From.Table, From.Symbols, From.Modules);
    matchSymbols(From.Table, Reach, From.Modules, Diagnostics);
  }
  if (Diagnostics.hasErrors())
    return;
  // Before the move, which then rewrites every reference to a type by itself.
  IRMover Mover(Output);
  if (Options.Btf && Steps.MergeTypes) {
    PhaseTimer Timer(Times, "merge types");
    Steps.MergeTypes(From.Modules, Reach.Reached, Options.KeepDwarf, Mover);
  }
  if (Diagnostics.hasErrors())
    return;
  From.Modules.warnOfVersions();
  PhaseTimer Timer(Times, "move");
  moveReached(Mover, Output, Reach.Reached, From.Table, From.Modules,
              Diagnostics);
}

namespace {

/// The merged module while passes change it.
struct Work {
  MergedModule &Merged;
  Module &M;
  TargetMachine &Machine;
  const LinkOptions &Options;
  DiagnosticSink &Diagnostics;
};

/// One change to the module, or one look at it.
struct LinkPass {
  bool (*Applies)(const LinkOptions &);
  void (*Run)(Work &);
};

bool always(const LinkOptions &) { return true; }

template <bool LinkOptions::*Flag> bool asked(const LinkOptions &Options) {
  return Options.*Flag;
}

template <bool LinkOptions::*Flag> bool refused(const LinkOptions &Options) {
  return !(Options.*Flag);
}

/// From the merged module to what code generation takes, in this order.
constexpr LinkPass Passes[] = {
    // What nobody exports may be inlined, changed and dropped.
    {always, [](Work &W) { internalize(W.Merged); }},

    // What the optimiser is to find: functions marked for inlining, constants
    // where they are wanted and no tables where they are not.
    {always, [](Work &W) { dropOptNone(W.M); }},
    {asked<&LinkOptions::InlineAll>, [](Work &W) { markAllInline(W.M); }},
    {[](const LinkOptions &O) { return O.IgnoreInlineNever && !O.InlineAll; },
     [](Work &W) { dropNoInline(W.M); }},
    {asked<&LinkOptions::FreezeRodata>, [](Work &W) { freezeRodata(W.M); }},
    {refused<&LinkOptions::GlobalData>,
     [](Work &W) { forbidLookupTables(W.M); }},

    {always, [](Work &W) { optimize(W.Merged, W.Machine, W.Options); }},
    // Many do not survive the optimiser. What is made of the others may have to
    // be inlined.
    {always, [](Work &W) { divideWideIntegers(W.M, W.Options.InlineAll); }},

    // Promises, on what is left. Bodies of memory builtins came with the last
    // pass: they are inlined first, and have loops. Without loops most indices
    // are constant, so that tables go last.
    {[](const LinkOptions &O) { return O.InlineAll || !O.Loops; },
     [](Work &W) { inlineMarked(W.M, W.Machine); }},
    {refused<&LinkOptions::Loops>,
     [](Work &W) { unrollLoops(W.M, W.Machine, unrollSettings(W.Options)); }},
    {refused<&LinkOptions::GlobalData>,
     [](Work &W) {
       placeConstants(W.M, W.Options);
       simplifyChoices(W.M, W.Machine);
       reportGlobalData(W.M, W.Options, W.Diagnostics);
     }},
    {[](const LinkOptions &O) { return O.FreezeRodata || !O.GlobalData; },
     [](Work &W) { dropUnusedData(W.M, W.Options); }},
    {asked<&LinkOptions::GlobalData>,
     [](Work &W) { placeAddresses(W.M, W.Diagnostics); }},
    {asked<&LinkOptions::InlineAll>,
     [](Work &W) { reportCallsLeft(W.M, W.Diagnostics); }},

    // No pass follows that would make 128 bits of 64 again.
    {always, [](Work &W) { expandWideIntegers(W.M); }},

    // Functions that passes made have no debug info, cpu or section yet.
    {asked<&LinkOptions::Btf>, [](Work &W) { completeSubprograms(W.M); }},
    {always, [](Work &W) { escapeSymbols(W.M); }},
    {always, [](Work &W) { gatherText(W.M); }},
    {always, [](Work &W) { zeroUndefinedValues(W.M); }},
    {always, [](Work &W) { fitAtomics(W.M, W.Options.FetchAtomics); }},
    {always, [](Work &W) { retarget(W.M, W.Machine); }},

    // What would not load, and what would end the process in code generation.
    // Old cpus have no subtraction, which is no error once it is an addition.
    {always, [](Work &W) { reportUnresolved(W.M, W.Options, W.Diagnostics); }},
    {[](const LinkOptions &O) { return O.promisesAnything(); },
     [](Work &W) { lowerAtomicSubtractions(W.M); }},
    {always, [](Work &W) { reportUnsupported(W.M, W.Options, W.Diagnostics); }},
    {always,
     [](Work &W) {
       dumpModule(W.M, W.Options.DumpModule, "post-opt.ll", W.Diagnostics);
     }},
};

/// What is done to the bytes of an object.
void finishObject(Artifact &Object, const LinkOptions &Options,
                  const StringMap<FunctionNotes> &Notes,
                  DiagnosticSink &Diagnostics, const LinkSteps &Steps) {
  // LLVM's BTF has types twice, in an order that addresses on the heap decide.
  if (Steps.RewriteBtf)
    if (Error Problem = Steps.RewriteBtf(Object.Bytes, Options.StripPathPrefix))
      Diagnostics.report(error(Code::INTERNAL, toString(std::move(Problem))));
  // Promises are about what loads, so the bytes decide.
  if (Options.promisesAnything())
    judgeObject(Object.Bytes, Options, Notes, Diagnostics);
}

} // namespace

Emitted finishModule(MergedModule &Merged, const LinkOptions &Options,
                     DiagnosticSink &Diagnostics, Timings &Times,
                     const LinkSteps &Steps) {
  Module &M = *Merged.M;
  // LLVM's options first: creating the machine reads some of them.
  LlvmOptionScope OptionScope(M, Options, Diagnostics);
  LlvmDiagnosticScope DiagnosticScope(M, Diagnostics, Options.LlvmErrorsFatal);
  std::unique_ptr<TargetMachine> Machine =
      createTargetMachine(M, Options, Diagnostics);
  if (!Machine || Diagnostics.hasErrors())
    return {};

  {
    PhaseTimer Timer(Times, "debug info");
    retarget(M, *Machine);
    if (!verifyMerged(M, Diagnostics))
      return {};
    dumpModule(M, Options.DumpModule, "pre-opt.ll", Diagnostics);
    if (Options.Relocatable) {
      // What this link does not keep, the next one must not find.
      internalize(Merged);
      return emit(std::move(Merged.M), *Machine, Options, Diagnostics);
    }
    // Before optimising, which copies debug info along with code.
    if (Options.Btf)
      fitDebugInfoForBtf(Merged);
    else
      StripDebugInfo(M);
  }
  {
    PhaseTimer Timer(Times, "optimise");
    Work W{Merged, M, *Machine, Options, Diagnostics};
    for (const LinkPass &Pass : Passes)
      if (Pass.Applies(Options))
        Pass.Run(W);
  }
  if (Diagnostics.hasErrors())
    return {};

  // Taken now, because emission consumes the module.
  StringMap<FunctionNotes> Notes = notesFor(M, *Machine, Options);
  PhaseTimer Timer(Times, "emit");
  Emitted Result = emit(std::move(Merged.M), *Machine, Options, Diagnostics);
  for (Artifact &A : Result.Artifacts)
    if (A.Kind == ArtifactKind::Object)
      finishObject(A, Options, Notes, Diagnostics, Steps);
  if (Diagnostics.hasErrors())
    return {};
  return Result;
}

} // namespace bpflinker
