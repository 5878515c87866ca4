// "did you mean …?": the known name that a mistyped one was meant to be. The
// same rule as src/nearest.ts; test/support/nearest_cases.json holds both to
// it.

#ifndef BPF_LINKER_SUPPORT_NEAREST_H
#define BPF_LINKER_SUPPORT_NEAREST_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace bpflinker {

/// Finds, of the names that are offered, the one within the fewest edits:
/// insert, delete, replace, swap of neighbours; upper and lower case are equal.
/// More than two edits, or more than a third of what was typed, are none. Of
/// equally near names the first counts.
class NearestName {
public:
  explicit NearestName(llvm::StringRef Typed);

  void offer(llvm::StringRef Known);
  /// Empty when nothing is near.
  llvm::StringRef get() const { return Best; }

private:
  std::string Typed;
  std::string Best;
  unsigned BestEdits;
};

} // namespace bpflinker

#endif
