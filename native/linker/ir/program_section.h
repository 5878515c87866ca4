// Sections as loaders see them.

#ifndef BPF_LINKER_LINKER_IR_PROGRAM_SECTION_H
#define BPF_LINKER_LINKER_IR_PROGRAM_SECTION_H

#include "llvm/ADT/StringRef.h"

namespace bpflinker {

/// A section whose functions a loader finds by name.
inline bool isProgramSection(llvm::StringRef Section) {
  return !Section.empty() && Section != ".text" &&
         !Section.starts_with(".text.");
}

} // namespace bpflinker

#endif
