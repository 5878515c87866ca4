// The order of the first half: each step says what it needs of the one before.

#include "linker/merge.h"

#include "linker/diagnose/llvm_diagnostics.h"
#include "linker/exhaustive.h"
#include "linker/read/input.h"
#include "linker/read/lazy_modules.h"
#include "linker/read/merge_target.h"
#include "linker/read/scan.h"
#include "linker/resolve/conflicts.h"
#include "linker/resolve/exports.h"
#include "linker/resolve/licenses.h"
#include "linker/resolve/match.h"
#include "linker/resolve/move.h"
#include "linker/resolve/reach.h"
#include "linker/resolve/resolve.h"
#include "linker/resolve/sections.h"
#include "linker/types/merge.h"

#include "llvm/Linker/IRMover.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool isDefinedIn(const Module &M, StringRef Name) {
  const GlobalValue *V = M.getNamedValue(Name);
  return V && !V->isDeclarationForLinker() && !V->hasLocalLinkage();
}

/// What of the chosen names the output defines, sorted.
std::vector<std::string> visibleIn(const Module &M,
                                   const ExportChoice &Choice) {
  std::vector<std::string> Names;
  for (const auto &List : {Choice.Always, Choice.IfReached})
    for (StringRef Name : List)
      if (isDefinedIn(M, Name))
        Names.push_back(Name.str());
  sort(Names);
  return Names;
}

} // namespace

MergedModule mergeInputs(std::vector<LinkInput> Inputs,
                         const LinkOptions &Options, LLVMContext &Context,
                         DiagnosticSink &Diagnostics, Timings &Times) {
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

  // Who defines what, and what of it stays visible.
  MergeTarget Target = chooseTarget(Options, Symbols);
  LazyModules Modules(Opened, Symbols, Target, Options, Context, Diagnostics);
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
  if (Options.Exhaustive) {
    PhaseTimer Timer(Times, "move");
    linkExhaustively(*Output, Table, Symbols, Modules, Diagnostics);
  } else {
    // From here on modules are opened, those that something is wanted of.
    ReachResult Reach;
    {
      PhaseTimer Timer(Times, "reach");
      std::vector<StringRef> Roots = Exports.Always;
      if (!Options.DisableMemoryBuiltins)
        append_range(Roots, memoryBuiltins());
      Reach = reach(Roots, Table, Symbols, Modules);
      matchSymbols(Table, Reach, Modules, Diagnostics);
    }
    if (Diagnostics.hasErrors())
      return {};
    IRMover Mover(*Output);
    if (Options.Btf && !Options.Without.TypeMerge) {
      PhaseTimer Timer(Times, "merge types");
      mergeTypes(Modules, Reach.Reached, Options.KeepDwarf, Mover);
    }
    if (Diagnostics.hasErrors())
      return {};
    PhaseTimer Timer(Times, "move");
    moveReached(Mover, *Output, Reach.Reached, Table, Modules, Diagnostics);
  }
  if (Diagnostics.hasErrors())
    return {};
  mergeDeclarations(*Output, Table);
  nameStaticMaps(*Output);
  dropRepeatedLicenses(*Output);
  checkSections(*Output, Diagnostics);
  if (Diagnostics.hasErrors())
    return {};

  MergedModule Merged;
  Merged.Exports = visibleIn(*Output, Exports);
  if (Options.Btf && !Options.Exports.Auto)
    warnOfOmitted(*Output, Merged.Exports, Diagnostics);
  if (!Options.DisableMemoryBuiltins)
    for (StringRef Name : memoryBuiltins())
      if (isDefinedIn(*Output, Name))
        Merged.MemoryBuiltins.push_back(Name.str());
  Merged.M = std::move(Output);
  return Merged;
}

} // namespace bpflinker
