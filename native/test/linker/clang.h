// C sources as inputs of the tests of linker/, by the clang beside our LLVM.

#ifndef BPF_LINKER_TEST_LINKER_CLANG_H
#define BPF_LINKER_TEST_LINKER_CLANG_H

#include "test/linker/fixture.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"

namespace bpflinker::test {

/// What clang makes of a source with these flags.
inline LinkInput compile(llvm::StringRef Name, llvm::StringRef Source,
                         std::vector<llvm::StringRef> Flags) {
  llvm::SmallString<128> In, Out;
  int Fd;
  if (llvm::sys::fs::createTemporaryFile("linker", "c", Fd, In) ||
      llvm::sys::fs::createTemporaryFile("linker", "o", Out))
    fail(__FILE__, __LINE__, "no temporary file for " + Name);
  llvm::raw_fd_ostream(Fd, /*shouldClose=*/true) << Source;
  std::vector<llvm::StringRef> Arguments = {BPF_LINKER_TEST_CLANG, "-target",
                                            "bpf", "-g", "-c"};
  llvm::append_range(Arguments, Flags);
  Arguments.insert(Arguments.end(), {In, "-o", Out});
  std::string Problem;
  if (llvm::sys::ExecuteAndWait(BPF_LINKER_TEST_CLANG, Arguments, std::nullopt,
                                {}, 0, 0, &Problem))
    fail(__FILE__, __LINE__, "clang failed on " + Name + ": " + Problem);
  auto Buffer = llvm::MemoryBuffer::getFile(Out);
  LinkInput Input = bytes(Name, Buffer ? (*Buffer)->getBuffer() : "");
  (void)llvm::sys::fs::remove(In);
  (void)llvm::sys::fs::remove(Out);
  return Input;
}

} // namespace bpflinker::test

#endif
