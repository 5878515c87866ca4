// The command line as typed data: the original's flags (PARITY of the Rust
// program bpf-linker 0.10) and a few of ours, parsed by one table. Not
// llvm::cl: its options are process-wide, mix with LLVM's own, and its parser
// exits the process.

#ifndef BPF_LINKER_CLI_OPTIONS_H
#define BPF_LINKER_CLI_OPTIONS_H

#include "compiler/compiler.h"
#include "linker/linker.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <vector>

namespace bpflinker {

enum class LogLevel { Off, Error, Warn, Info, Debug, Trace };

/// "off" … "trace".
std::optional<LogLevel> parseLogLevel(llvm::StringRef Name);

struct CliOptions {
  std::vector<std::string> Inputs;
  std::string Output;
  /// Everything but Exports and Emit is filled as it will be used.
  LinkOptions Link;
  ArtifactKind Emit = ArtifactKind::Object;
  /// Names of --export, in order.
  std::vector<std::string> Exports;
  /// Files of --export-symbols.
  std::vector<std::string> ExportFiles;
  std::vector<std::string> IncludeDirs;
  HeaderFolders Headers;
  std::vector<std::string> Defines;
  std::vector<std::string> Cflags;
  /// The profile whose kernels judge the object; empty: none named here.
  std::string Profile;
  std::string LogFile;
  std::optional<LogLevel> Level;
  bool FatalErrors = true;
  bool Help = false;
  bool Version = false;
};

/// Arguments without the program's name. False, with `Mistake` set to what is
/// wrong and how to mend it, when they make no sense.
bool parseOptions(llvm::ArrayRef<const char *> Arguments, CliOptions &Out,
                  std::string &Mistake);

/// What --help prints.
std::string helpText();

} // namespace bpflinker

#endif
