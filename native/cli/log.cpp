#include "cli/log.h"

#include "job/message.h"

#include "llvm/Support/Path.h"

#include <cstdlib>
#include <unistd.h>

using namespace llvm;

namespace bpflinker {

std::optional<LogLevel> environmentLogLevel(std::string &Mistake) {
  if (const char *Own = std::getenv("BPF_LINKER_LOG"); Own && *Own) {
    std::optional<LogLevel> Level = parseLogLevel(Own);
    if (!Level)
      Mistake = std::string("BPF_LINKER_LOG: expected off, error, warn, info, "
                            "debug or trace, found '") +
                Own + "'";
    return Level;
  }
  LogLevel Level = LogLevel::Warn;
  if (const char *Rust = std::getenv("RUST_LOG")) {
    SmallVector<StringRef> Directives;
    StringRef(Rust).split(Directives, ',');
    for (StringRef Directive : Directives) {
      Directive.consume_front("bpf_linker=");
      if (std::optional<LogLevel> Found = parseLogLevel(Directive))
        Level = *Found;
    }
  }
  return Level;
}

std::error_code Log::open(StringRef Path) {
  std::error_code EC;
  File = std::make_unique<raw_fd_ostream>(Path, EC);
  if (EC)
    File.reset();
  else
    File->SetUnbuffered(); // a crash must not lose lines
  return EC;
}

static StringRef levelName(LogLevel L) {
  switch (L) {
  case LogLevel::Off:
    return "off";
  case LogLevel::Error:
    return "error";
  case LogLevel::Warn:
    return "warning";
  case LogLevel::Info:
    return "info";
  case LogLevel::Debug:
    return "debug";
  case LogLevel::Trace:
    return "trace";
  }
  llvm_unreachable("every level has a name");
}

void Log::line(LogLevel L, const Twine &Text) {
  if (!shows(L))
    return;
  std::string Line = (levelName(L) + ": " + Text + "\n").str();
  if (File)
    *File << Line;
  else
    writeAll(STDERR_FILENO, Line);
}

/// rustc passes symbols.o by itself and every rlib has a lib.rmeta: nobody can
/// do anything about their having no bitcode, and rustc repeats what a linker
/// prints as a warning of its own.
static bool isExpectedByRustc(const Diagnostic &D) {
  StringRef File = D.Where.File;
  return D.Id == Code::INPUT_WITHOUT_BITCODE && D.Level == Severity::Warning &&
         (sys::path::filename(File) == "symbols.o" ||
          File.contains("lib.rmeta"));
}

void Log::diagnostic(const Diagnostic &D) {
  LogLevel L = LogLevel::Info;
  if (D.Level == Severity::Error)
    L = LogLevel::Off; // always
  else if (isExpectedByRustc(D))
    L = LogLevel::Debug;
  else if (D.Level == Severity::Warning)
    L = LogLevel::Warn;
  if (!shows(L))
    return;
  std::string Text = formatDiagnostic(D);
  writeAll(STDERR_FILENO, Text);
  if (File)
    *File << Text;
}

} // namespace bpflinker
