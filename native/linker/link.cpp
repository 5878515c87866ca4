#include "linker/linker.h"

#include "linker/merge.h"
#include "linker/pipeline.h"

using namespace llvm;

namespace bpflinker {

/// Names of values and blocks are for readers only.
static bool isReadByPeople(const LinkOptions &Options) {
  return is_contained(Options.Emit, ArtifactKind::Ir) ||
         (is_contained(Options.Emit, ArtifactKind::Bitcode) &&
          !Options.Relocatable) ||
         !Options.DumpModuleDir.empty();
}

LinkResult link(std::vector<LinkInput> Inputs, const LinkOptions &Options,
                DiagnosticSink &Diagnostics, Timings &Times) {
  // Types and constants of a link live in its own context.
  LinkResult Result;
  Result.Context = std::make_unique<LLVMContext>();
  LLVMContext &Context = *Result.Context;
  Context.setDiscardValueNames(!isReadByPeople(Options));

  // Open, scan, resolve, reach, move.
  MergedModule Merged =
      mergeInputs(std::move(Inputs), Options, Context, Diagnostics, Times);
  if (!Merged.M || Diagnostics.hasErrors())
    return Result;

  // Debug info, internalise, optimise, emit.
  Emitted Last = finishModule(Merged, Options, Diagnostics, Times);
  if (Diagnostics.hasErrors())
    return Result;
  Result.Artifacts = std::move(Last.Artifacts);
  Result.Exports = std::move(Merged.Exports);
  Result.LineSources = std::move(Last.LineSources);
  return Result;
}

} // namespace bpflinker
