#include "linker/diagnose/locations.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instruction.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace bpflinker {

namespace {

SourceLocation locationIn(const DIFile *File, unsigned Line, unsigned Column) {
  if (!File || Line == 0)
    return {};
  StringRef Name = File->getFilename();
  if (sys::path::is_absolute(Name) || File->getDirectory().empty())
    return {Name.str(), Line, Column};
  SmallString<128> Path = File->getDirectory();
  sys::path::append(Path, Name);
  return {Path.str().str(), Line, Column};
}

} // namespace

SourceLocation locationOf(const DebugLoc &Loc) {
  return Loc ? locationIn(Loc->getFile(), Loc.getLine(), Loc.getCol())
             : SourceLocation();
}

SourceLocation locationOf(const DISubprogram *Subprogram) {
  return Subprogram
             ? locationIn(Subprogram->getFile(), Subprogram->getLine(), 0)
             : SourceLocation();
}

SourceLocation locationOf(const Function &F) {
  return locationOf(F.getSubprogram());
}

SourceLocation locationOf(const GlobalVariable &G) {
  SmallVector<DIGlobalVariableExpression *, 1> Debug;
  G.getDebugInfo(Debug);
  if (Debug.empty())
    return {};
  const DIGlobalVariable *Variable = Debug.front()->getVariable();
  return locationIn(Variable->getFile(), Variable->getLine(), 0);
}

SourceLocation locationOf(const Instruction &I) {
  for (const Instruction *At = &I; At; At = At->getPrevNode())
    if (SourceLocation L = locationOf(At->getDebugLoc()); !L.empty())
      return L;
  for (const Instruction *At = &I; At; At = At->getNextNode())
    if (SourceLocation L = locationOf(At->getDebugLoc()); !L.empty())
      return L;
  return locationOf(*I.getFunction());
}

StringRef sourceName(const Function &F) {
  const DISubprogram *Subprogram = F.getSubprogram();
  return Subprogram && !Subprogram->getName().empty() ? Subprogram->getName()
                                                      : F.getName();
}

} // namespace bpflinker
