#include "compiler/lookups.h"
#include "compiler/paths.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace bpflinker {

ErrorOr<vfs::Status> Lookups::status(const Twine &Path) {
  ErrorOr<vfs::Status> Found = ProxyFileSystem::status(Path);
  if (!Found)
    Absent.insert(absolute(Path));
  return Found;
}

bool Lookups::exists(const Twine &Path) {
  bool Found = ProxyFileSystem::exists(Path);
  if (!Found)
    Absent.insert(absolute(Path));
  return Found;
}

ErrorOr<std::unique_ptr<vfs::File>>
Lookups::openFileForRead(const Twine &Path) {
  ErrorOr<std::unique_ptr<vfs::File>> File =
      ProxyFileSystem::openFileForRead(Path);
  if (!File)
    Absent.insert(absolute(Path));
  // A folder can be opened as well (`#include "folder"`).
  else if (auto Status = (*File)->status(); Status && !Status->isDirectory())
    Opened.insert(absolute(Path));
  return File;
}

std::vector<std::string> Lookups::sorted(const StringSet<> &Paths) {
  std::vector<std::string> All;
  for (StringRef Path : Paths.keys())
    All.push_back(Path.str());
  llvm::sort(All);
  return All;
}

std::string Lookups::absolute(const Twine &Path) const {
  ErrorOr<std::string> WorkingDir = getCurrentWorkingDirectory();
  return absolutePath(WorkingDir ? *WorkingDir : "", Path.str());
}

} // namespace bpflinker
