// A link in parts, for tests. They look at what lies between its halves, and
// leave steps out or put others in their place: without the merge of types, for
// one, it must show that there is one. link() always takes the steps as they
// stand here.

#ifndef BPF_LINKER_LINKER_STEPS_H
#define BPF_LINKER_LINKER_STEPS_H

#include "linker/btf/rewrite.h"
#include "linker/emit/emit.h"
#include "linker/linker.h"
#include "linker/merged_module.h"
#include "linker/read/lazy_modules.h"
#include "linker/read/prepare.h"
#include "linker/resolve/exports.h"
#include "linker/resolve/resolve.h"
#include "linker/types/merge.h"

namespace bpflinker {

struct LinkSteps;

/// What is known when definitions begin to move into the output.
struct Resolved {
  const std::vector<ModuleSymbols> &Symbols;
  const SymbolTable &Table;
  const ExportChoice &Exports;
  LazyModules &Modules;
};

/// Moves what the roots reach into `Output`, its equal types merged.
void gatherReached(llvm::Module &Output, const Resolved &From,
                   const LinkOptions &Options, DiagnosticSink &Diagnostics,
                   Timings &Times, const LinkSteps &Steps);

/// The steps that tests replace. All but the second may be null, and are left
/// out then.
struct LinkSteps {
  CoreNaming *NameCoreGlobals = renameCoreGlobals;
  decltype(gatherReached) *Gather = gatherReached;
  decltype(mergeTypes) *MergeTypes = mergeTypes;
  decltype(rewriteBtf) *RewriteBtf = rewriteBtf;
};

/// The first half: inputs → one module with what the exports reach. Problems go
/// to `Diagnostics`; the result has a module unless that has errors. `Context`
/// must outlive the result.
MergedModule mergeInputs(std::vector<LinkInput> Inputs,
                         const LinkOptions &Options, llvm::LLVMContext &Context,
                         DiagnosticSink &Diagnostics, Timings &Times,
                         const LinkSteps &Steps = {});

/// The second half: one module → one artifact per LinkOptions::Emit, in its
/// order. Consumes `Merged.M`. Externals that are still unresolved before code
/// generation are reported here, with the function that refers to each. Empty
/// when `Diagnostics` got errors.
Emitted finishModule(MergedModule &Merged, const LinkOptions &Options,
                     DiagnosticSink &Diagnostics, Timings &Times,
                     const LinkSteps &Steps = {});

/// link() by other steps.
LinkResult linkBySteps(const LinkSteps &Steps, std::vector<LinkInput> Inputs,
                       const LinkOptions &Options, DiagnosticSink &Diagnostics,
                       Timings &Times);

} // namespace bpflinker

#endif
