// Artifacts on disk: all or none, nothing half, nothing left behind.

#include "job/write_file.h"
#include "test/check.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;
using namespace bpflinker;

namespace {

SmallString<128> Folder;

std::string in(StringRef Name) { return (Folder + "/" + Name).str(); }

std::string contents(StringRef Name) {
  auto File = MemoryBuffer::getFile(in(Name));
  return File ? (*File)->getBuffer().str() : "(none)";
}

/// Names in the folder that begin with a dot: temporary files.
unsigned temporaries() {
  unsigned Count = 0;
  std::error_code EC;
  for (sys::fs::directory_iterator I(Folder, EC), End; I != End && !EC;
       I.increment(EC))
    Count += sys::path::filename(I->path()).starts_with(".");
  return Count;
}

/// The errors, or "" for success.
std::string write(ArrayRef<OutputFile> Files) {
  Progress P;
  DiagnosticSink Sink;
  bool Ok = writeFiles(Files, P, Sink);
  CHECK_EQ(Ok, !Sink.hasErrors());
  CHECK_EQ(temporaries(), 0u);
  std::string Text;
  for (const Diagnostic &D : Sink.all()) {
    CHECK(D.Id == Code::OUTPUT_NOT_WRITABLE);
    Text += formatDiagnostic(D);
  }
  return Text;
}

void writesAndReplaces() {
  CHECK_EQ(write({{in("a"), "one"}, {in("b"), ""}}), "");
  CHECK_EQ(contents("a"), "one");
  CHECK_EQ(contents("b"), "");
  CHECK_EQ(write({{in("a"), "two"}}), "");
  CHECK_EQ(contents("a"), "two");
  struct stat Status;
  CHECK(::stat(in("a").c_str(), &Status) == 0 && !(Status.st_mode & 0111));
  std::string Long(250, 'n');
  CHECK_EQ(write({{in(Long), "long"}}), "");
  CHECK_EQ(contents(Long), "long");
}

void allOrNone() {
  CHECK_EQ(write({{in("first"), "old"}}), "");
  ::mkdir(in("folder").c_str(), 0777);
  CHECK_CONTAINS(write({{in("first"), "new"}, {in("folder"), "x"}}),
                 "Is a directory");
  CHECK_EQ(contents("first"), "old");
  CHECK_CONTAINS(write({{in("first"), "new"}, {in("no/where"), "x"}}),
                 "hint: create the folder");
  CHECK_EQ(contents("first"), "old");
  CHECK_CONTAINS(write({{in("first"), "new"}, {"/dev/full", "x"}}),
                 "No space left on device");
  CHECK_EQ(contents("first"), "old");
  CHECK_CONTAINS(write({{in("first/x"), "x"}}), "Not a directory");
}

void keepsLinksAndDevices() {
  CHECK_EQ(write({{in("target"), "old"}}), "");
  CHECK(::symlink("target", in("link").c_str()) == 0);
  CHECK_EQ(write({{in("link"), "new"}}), "");
  CHECK_EQ(contents("target"), "new");
  CHECK(sys::fs::is_symlink_file(in("link")));
  CHECK_EQ(write({{"/dev/null", "x"}}), "");
  struct stat Status;
  CHECK(::stat("/dev/null", &Status) == 0 && S_ISCHR(Status.st_mode));
}

void aSignalHandlerFindsUnfinishedFiles() {
  Progress P;
  UnfinishedFile One, Two;
  One.Path = in("one");
  Two.Path = in("two");
  for (UnfinishedFile *F : {&One, &Two}) {
    P.addFile(*F);
    CHECK_EQ(write({{F->Path, "x"}}), "");
  }
  P.dropFile(One);
  P.removeFiles();
  CHECK_EQ(contents("one"), "x");
  CHECK_EQ(contents("two"), "(none)");
}

} // namespace

int main() {
  if (sys::fs::createUniqueDirectory("write-file", Folder))
    return 1;
  writesAndReplaces();
  allOrNone();
  keepsLinksAndDevices();
  aSignalHandlerFindsUnfinishedFiles();
  (void)sys::fs::remove_directories(Folder);
  return test::result();
}
