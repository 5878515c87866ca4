#include "linker/promises/notes.h"

#include "linker/diagnose/locations.h"
#include "linker/loops/left.h"

using namespace llvm;

namespace bpflinker {

StringMap<FunctionNotes> notesFor(Module &M, TargetMachine &Machine,
                                  const LinkOptions &Options) {
  StringMap<FunctionNotes> Notes;
  if (!Options.promisesAnything())
    return Notes;
  for (const Function &F : M)
    if (!F.isDeclaration())
      Notes[F.getName()].Where = locationOf(F);
  if (!Options.Loops)
    for (auto &Loops : explainLoops(M, Machine, unrollSettings(Options)))
      Notes[Loops.getKey()].Loops = std::move(Loops.second);
  return Notes;
}

} // namespace bpflinker
