// Where a job is and which unfinished files it has: what remains to be told and
// tidied up when the process dies. Kept in plain memory as the job moves on,
// because a signal handler may read it at any moment (crash.h).

#ifndef BPF_LINKER_JOB_PROGRESS_H
#define BPF_LINKER_JOB_PROGRESS_H

#include "llvm/ADT/StringRef.h"

#include <atomic>
#include <cstddef>
#include <string>

namespace bpflinker {

/// A temporary file that exists; linked into Progress while it does.
struct UnfinishedFile {
  std::string Path;
  std::atomic<UnfinishedFile *> Next = nullptr;
};

class Progress {
public:
  /// The phase by its name in the timings; "" between phases.
  void enterPhase(llvm::StringRef Phase) { CurrentPhase.set(Phase); }
  /// The one input that is being worked on; "" when it is all of them.
  void enterInput(llvm::StringRef Name) { CurrentInput.set(Name); }

  const char *phase() const { return CurrentPhase.Text; }
  const char *input() const { return CurrentInput.Text; }

  void addFile(UnfinishedFile &File);
  void dropFile(UnfinishedFile &File);
  /// Async-signal-safe.
  void removeFiles() const;

private:
  /// Text of bounded length that always ends in a NUL, also half written.
  template <size_t Size> struct FixedText {
    char Text[Size] = {};
    void set(llvm::StringRef S);
  };
  FixedText<64> CurrentPhase;
  FixedText<1024> CurrentInput;
  std::atomic<UnfinishedFile *> Files = nullptr;
};

} // namespace bpflinker

#endif
