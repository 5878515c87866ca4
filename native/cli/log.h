// Messages of the command line: which ones are shown, and where.
//
// Diagnostics go to standard error, and to the log file when there is one. The
// log's own lines (what is linked, how long it took) go to the log file, else
// to standard error. Errors are shown at every level: a failure that says
// nothing helps nobody.

#ifndef BPF_LINKER_CLI_LOG_H
#define BPF_LINKER_CLI_LOG_H

#include "cli/options.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace bpflinker {

/// The level of BPF_LINKER_LOG, else of RUST_LOG, else Warn. RUST_LOG is shared
/// with rustc and cargo: of its directives only a bare level and
/// `bpf_linker=level` are ours, the rest is passed over. Nothing, with
/// `Mistake` set, when BPF_LINKER_LOG is no level.
std::optional<LogLevel> environmentLogLevel(std::string &Mistake);

class Log {
public:
  explicit Log(LogLevel Level) : Level(Level) {}

  /// Everything goes there from now on, too; an error code when it cannot.
  std::error_code open(llvm::StringRef Path);

  bool shows(LogLevel L) const { return L <= Level; }
  void line(LogLevel L, const llvm::Twine &Text);
  void diagnostic(const Diagnostic &D);

private:
  LogLevel Level;
  std::unique_ptr<llvm::raw_fd_ostream> File;
};

} // namespace bpflinker

#endif
