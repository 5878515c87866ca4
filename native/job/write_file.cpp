#include "job/write_file.h"

#include "job/message.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace bpflinker {
namespace {

void refuse(DiagnosticSink &Diagnostics, const OutputFile &File, int Errno) {
  std::string Why = std::error_code(Errno, std::generic_category()).message();
  Diagnostic D = error(Code::OUTPUT_NOT_WRITABLE,
                       "cannot write " + File.Path + ": " + Why);
  D.atFile(File.Path);
  StringRef Folder = sys::path::parent_path(File.Path);
  if (Errno == ENOENT && !Folder.empty() && !sys::fs::exists(Folder))
    D.hint("create the folder " + Folder.str() + " first");
  else if (Errno == EISDIR)
    D.hint("name a file, not a folder");
  else if (Errno == ENOSPC || Errno == EDQUOT)
    D.hint("free some space, or write somewhere else");
  Diagnostics.report(std::move(D));
}

/// One output on its way: open → write → rename; undone when destroyed before.
class PendingFile {
public:
  PendingFile(const OutputFile &File, Progress &Unfinished)
      : File(File), Unfinished(Unfinished) {}
  PendingFile(const PendingFile &) = delete;
  PendingFile &operator=(const PendingFile &) = delete;
  ~PendingFile() {
    if (Temporary.Path.empty())
      return;
    ::unlink(Temporary.Path.c_str());
    Unfinished.dropFile(Temporary);
  }

  /// These return an errno value, 0 for success.
  int examine();
  int writeTemporary();
  int writeThrough();
  int rename();

  const OutputFile &File;
  /// What exists under that name is a device, a pipe or a socket.
  bool Special = false;

private:
  int writeAndClose(int Descriptor);

  Progress &Unfinished;
  /// The file meant, behind symbolic links.
  SmallString<256> Target;
  UnfinishedFile Temporary;
};

int PendingFile::examine() {
  if (File.Path.empty())
    return ENOENT;
  Target = File.Path;
  struct stat Status;
  if (::stat(File.Path.c_str(), &Status) != 0)
    return errno == ENOENT ? 0 : errno;
  if (S_ISDIR(Status.st_mode))
    return EISDIR;
  Special = !S_ISREG(Status.st_mode);
  // Replace what a link points at, not the link. Best effort: a link into
  // nowhere is replaced itself.
  SmallString<256> Real;
  if (!Special && !sys::fs::real_path(File.Path, Real))
    Target = Real;
  return 0;
}

int PendingFile::writeAndClose(int Descriptor) {
  int Failure = writeAll(Descriptor, File.Bytes) ? 0 : errno;
  // Network file systems report a full disk only here.
  if (::close(Descriptor) != 0 && !Failure)
    Failure = errno;
  return Failure;
}

int PendingFile::writeTemporary() {
  SmallString<256> Path = sys::path::parent_path(Target);
  // Cut so that the name stays a valid one (255 bytes on Linux).
  StringRef Name = sys::path::filename(Target).take_front(200);
  sys::path::append(Path, "." + Name + "." + Twine(::getpid()) + ".tmp");
  const int Flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  // Known before it exists: a signal in between then finds nothing to remove.
  Temporary.Path = Path.str().str();
  Unfinished.addFile(Temporary);
  int Descriptor = ::open(Temporary.Path.c_str(), Flags, 0666);
  if (Descriptor < 0 && errno == EEXIST) {
    // Left by a killed process that had our number.
    ::unlink(Temporary.Path.c_str());
    Descriptor = ::open(Temporary.Path.c_str(), Flags, 0666);
  }
  return Descriptor < 0 ? errno : writeAndClose(Descriptor);
}

int PendingFile::writeThrough() {
  int Descriptor = ::open(File.Path.c_str(), O_WRONLY | O_CLOEXEC);
  return Descriptor < 0 ? errno : writeAndClose(Descriptor);
}

int PendingFile::rename() {
  if (::rename(Temporary.Path.c_str(), Target.c_str()) != 0)
    return errno;
  Unfinished.dropFile(Temporary);
  Temporary.Path.clear();
  return 0;
}

} // namespace

bool writeFiles(ArrayRef<OutputFile> Files, Progress &Unfinished,
                DiagnosticSink &Diagnostics) {
  std::vector<std::unique_ptr<PendingFile>> Pending;
  for (const OutputFile &File : Files)
    Pending.push_back(std::make_unique<PendingFile>(File, Unfinished));

  // Every step for all files before the next step for any: what can fail has
  // been tried when the first target is replaced.
  auto ForEach = [&](auto Step) {
    for (auto &P : Pending)
      if (int Failure = Step(*P)) {
        refuse(Diagnostics, P->File, Failure);
        return false;
      }
    return true;
  };
  return ForEach([](PendingFile &P) { return P.examine(); }) &&
         ForEach([](PendingFile &P) {
           return P.Special ? 0 : P.writeTemporary();
         }) &&
         ForEach(
             [](PendingFile &P) { return P.Special ? P.writeThrough() : 0; }) &&
         ForEach([](PendingFile &P) { return P.Special ? 0 : P.rename(); });
}

} // namespace bpflinker
