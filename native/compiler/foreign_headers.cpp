// clang's stdint.h and limits.h go on to the next header of their name, the
// libc's, and all clangs guard them by the same macro. The next one that is of
// another clang is empty for that guard, and ends the chain: no type is
// defined, whichever of the two comes first. A clang's other headers are
// written for its own compiler. So ours are the only ones of their names, and
// what we do not carry (inttypes.h, headers of processors) stays where it is.

#include "compiler/foreign_headers.h"
#include "compiler/paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace bpflinker {
namespace {

/// Whatever the folder is called: a copy in a toolchain's folder is one too.
bool isOfClang(StringRef Folder, vfs::FileSystem &Files) {
  std::string Probe = pathIn(Folder, "stdint.h");
  ErrorOr<vfs::Status> Found = Files.status(Probe);
  if (!Found || Found->isDirectory())
    return false;
  auto Text = Files.getBufferForFile(Probe);
  return Text && (*Text)->getBuffer().contains("__CLANG_STDINT_H");
}

StringSet<> namesIn(StringRef Folder, vfs::FileSystem &Files) {
  StringSet<> Names;
  std::error_code Problem;
  for (vfs::directory_iterator I = Files.dir_begin(Folder, Problem), End;
       !Problem && I != End; I.increment(Problem))
    Names.insert(sys::path::filename(I->path()));
  return Names;
}

class OwnHeadersOnly final : public vfs::ProxyFileSystem {
public:
  OwnHeadersOnly(IntrusiveRefCntPtr<vfs::FileSystem> Files, StringSet<> Foreign,
                 StringSet<> Names, StringRef WorkingDir)
      : ProxyFileSystem(std::move(Files)), Foreign(std::move(Foreign)),
        Names(std::move(Names)), WorkingDir(WorkingDir) {}

  ErrorOr<vfs::Status> status(const Twine &Path) override {
    if (isHidden(Path))
      return std::make_error_code(std::errc::no_such_file_or_directory);
    return ProxyFileSystem::status(Path);
  }
  bool exists(const Twine &Path) override {
    return !isHidden(Path) && ProxyFileSystem::exists(Path);
  }
  ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const Twine &Path) override {
    if (isHidden(Path))
      return std::make_error_code(std::errc::no_such_file_or_directory);
    return ProxyFileSystem::openFileForRead(Path);
  }

private:
  bool isHidden(const Twine &Path) const {
    std::string Absolute = absolutePath(WorkingDir, Path.str());
    return Names.contains(sys::path::filename(Absolute)) &&
           Foreign.contains(sys::path::parent_path(Absolute));
  }

  StringSet<> Foreign;
  StringSet<> Names;
  std::string WorkingDir;
};

} // namespace

IntrusiveRefCntPtr<vfs::FileSystem>
withoutForeignHeaders(IntrusiveRefCntPtr<vfs::FileSystem> Files,
                      const clang::HeaderSearchOptions &Options, StringRef Own,
                      StringRef WorkingDir) {
  StringSet<> Foreign;
  bool OwnIsSearched = false;
  for (const clang::HeaderSearchOptions::Entry &Entry : Options.UserEntries) {
    std::string Folder = absolutePath(WorkingDir, Entry.Path);
    if (Folder == Own)
      OwnIsSearched = true;
    else if (isOfClang(Folder, *Files))
      Foreign.insert(Folder);
  }
  if (!OwnIsSearched || Foreign.empty())
    return Files;
  StringSet<> Names = namesIn(Own, *Files);
  return makeIntrusiveRefCnt<OwnHeadersOnly>(
      std::move(Files), std::move(Foreign), std::move(Names), WorkingDir);
}

} // namespace bpflinker
