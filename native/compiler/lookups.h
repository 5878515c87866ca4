// What a compile looked for on disk: the other half of its dependencies. A
// header that appears earlier on the include path changes the result although
// no file that was read has changed.

#ifndef BPF_LINKER_COMPILER_LOOKUPS_H
#define BPF_LINKER_COMPILER_LOOKUPS_H

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <string>
#include <vector>

namespace bpflinker {

/// A file system that notes which paths were opened and which were not there.
/// clang's FileManager remembers what it has asked for, so that each path comes
/// here about once.
class Lookups final : public llvm::vfs::ProxyFileSystem {
public:
  explicit Lookups(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files)
      : ProxyFileSystem(std::move(Files)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override;
  bool exists(const llvm::Twine &Path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override;

  /// Absolute, sorted.
  std::vector<std::string> opened() const { return sorted(Opened); }
  /// Absolute, sorted. A folder that is not there stands for all in it.
  std::vector<std::string> absent() const { return sorted(Absent); }

private:
  static std::vector<std::string> sorted(const llvm::StringSet<> &Paths);
  std::string absolute(const llvm::Twine &Path) const;

  llvm::StringSet<> Opened;
  llvm::StringSet<> Absent;
};

} // namespace bpflinker

#endif
