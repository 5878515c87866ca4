// Names and globs (`*`, `?`, `[…]`), by which users choose symbols.

#ifndef BPF_LINKER_LINKER_RESOLVE_NAME_PATTERNS_H
#define BPF_LINKER_LINKER_RESOLVE_NAME_PATTERNS_H

#include "support/diagnostic.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/GlobPattern.h"

#include <string>

namespace bpflinker {

class NamePatterns {
public:
  /// Reports each that is no glob, as `Id`. The texts must outlive this.
  NamePatterns(llvm::ArrayRef<std::string> Patterns, Code Id,
               DiagnosticSink &Diagnostics);

  /// Those that mean one symbol, in order.
  llvm::ArrayRef<llvm::StringRef> names() const { return Names; }
  bool matchesGlob(llvm::StringRef Name) const;
  bool matches(llvm::StringRef Name) const;

private:
  llvm::SmallVector<llvm::StringRef> Names;
  std::vector<llvm::GlobPattern> Globs;
};

} // namespace bpflinker

#endif
