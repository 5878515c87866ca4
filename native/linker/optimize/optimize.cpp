#include "linker/optimize/optimize.h"

#include "linker/optimize/builtins.h"
#include "linker/optimize/idle_builtins.h"
#include "linker/optimize/pipeline.h"

#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace bpflinker {

static void optimizeExcept(Module &M, TargetMachine &Machine,
                           const LinkOptions &Options,
                           function_ref<bool(const Function &)> IsExcepted) {
  OptimizerBarrier Barrier(M);
  for (Function &F : M)
    if (!F.isDeclaration() && IsExcepted(F))
      Barrier.add(F);
  runPipeline(M, Machine, Options);
}

void optimize(MergedModule &Merged, TargetMachine &Machine,
              const LinkOptions &Options) {
  Module &M = *Merged.M;
  std::vector<std::string> Names;
  // Promises and --unroll-loops are about all code.
  if (!Options.promisesAnything() && !Options.UnrollLoops)
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

} // namespace bpflinker
