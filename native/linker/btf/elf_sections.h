// An emitted object whose sections can get other contents.

#ifndef BPF_LINKER_LINKER_BTF_ELF_SECTIONS_H
#define BPF_LINKER_LINKER_BTF_ELF_SECTIONS_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bpflinker {

/// The bytes of the first section of that name; empty when there is none.
llvm::MutableArrayRef<char> findSection(llvm::MutableArrayRef<char> Object,
                                        llvm::StringRef Name);

/// The size of the first section of that name, also where the file has no bytes
/// of it; nothing when there is none.
std::optional<uint64_t> sectionSize(llvm::ArrayRef<char> Object,
                                    llvm::StringRef Name);

/// What is to become of some sections, by name.
struct SectionEdits {
  std::vector<std::pair<llvm::StringRef, std::string>> Replaced;
  /// Nothing but the table of sections may refer to them.
  std::vector<llvm::StringRef> Removed;
};

/// Gives sections other contents, or takes them away, and closes the gaps: the
/// others keep their order and alignment, the table of sections comes last.
llvm::Error editSections(llvm::SmallVectorImpl<char> &Object,
                         const SectionEdits &Edits);

} // namespace bpflinker

#endif
