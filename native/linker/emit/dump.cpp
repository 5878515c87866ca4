#include "linker/emit/dump.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bpflinker {

void dumpModule(const Module &M, StringRef Dir, StringRef Name,
                DiagnosticSink &Diagnostics) {
  if (Dir.empty())
    return;
  SmallString<128> Path(Dir);
  std::error_code Failed = sys::fs::create_directories(Path);
  sys::path::append(Path, Name);
  if (!Failed) {
    raw_fd_ostream Out(Path, Failed);
    if (!Failed) {
      M.print(Out, nullptr);
      Out.close();
      Failed = Out.error();
      Out.clear_error();
      if (Failed)
        (void)sys::fs::remove(Path);
    }
  }
  if (Failed)
    Diagnostics.report(
        error(Code::OUTPUT_NOT_WRITABLE,
              ("cannot write " + Path.str() + ": ").str() + Failed.message())
            .atFile(Path));
}

} // namespace bpflinker
