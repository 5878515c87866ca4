#include "linker/emit/text_section.h"

using namespace llvm;

namespace bpflinker {

void gatherText(Module &M) {
  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    // A section that is named gets no prefix and no suffix.
    bool IsPlaced = !F.hasSection() &&
                    (F.hasFnAttribute(Attribute::Cold) ||
                     F.hasFnAttribute(Attribute::Hot) || F.getSectionPrefix());
    if (IsPlaced || F.getSection().starts_with(".text."))
      F.setSection(".text");
  }
}

} // namespace bpflinker
