// The files that a compile read.

#ifndef BPF_LINKER_COMPILER_DEPENDENCIES_H
#define BPF_LINKER_COMPILER_DEPENDENCIES_H

#include "llvm_versions/dependency_collector.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace bpflinker {

/// Collects every file that the preprocessor enters or asks for with
/// __has_include, system headers too. Where an include is not found, it adds
/// the places where the file would have been found, so that a watcher notices
/// when the file appears.
class Dependencies : public DependencyCollector {
public:
  Dependencies(llvm::StringRef WorkingDir,
               llvm::ArrayRef<std::string> IncludeDirs)
      : WorkingDir(WorkingDir), IncludeDirs(IncludeDirs) {}

  void attachToPreprocessor(clang::Preprocessor &PP) override;
  bool needSystemDependencies() override { return true; }
  bool isDependency(llvm::StringRef Path, bool IsMissing) override;

  /// One more file that was read.
  void add(llvm::StringRef Path) { More.push_back(Path.str()); }

  /// __DATE__, __TIME__ or __TIMESTAMP__ was expanded.
  bool usesClock() const { return UsesClock; }

  /// `Source` first, then the rest sorted; absolute, without duplicates.
  std::vector<std::string> list(llvm::StringRef Source,
                                llvm::vfs::FileSystem &Files) const;

private:
  class Callbacks;

  std::string WorkingDir;
  std::vector<std::string> IncludeDirs;
  /// Files of `add`, and places of includes that were not found.
  std::vector<std::string> More;
  bool UsesClock = false;
};

} // namespace bpflinker

#endif
