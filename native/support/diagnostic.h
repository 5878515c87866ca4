// Diagnostics as data. Every room reports into a DiagnosticSink and prints
// nothing itself; the doors (cli, job) decide how a diagnostic is shown.

#ifndef BPF_LINKER_SUPPORT_DIAGNOSTIC_H
#define BPF_LINKER_SUPPORT_DIAGNOSTIC_H

#include "llvm/ADT/StringRef.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bpflinker {

enum class Severity { Error, Warning, Note, Remark };

/// The stable codes, see codes.def.
enum class Code {
#define BPF_LINKER_CODE(NAME) NAME,
#include "support/codes.def"
};

/// `Code::INPUT_EMPTY` → "INPUT_EMPTY".
llvm::StringRef codeName(Code C);

/// "error", "warning", "note", "remark".
llvm::StringRef severityName(Severity S);

/// Where in a source file. Lines and columns count from 1; 0 means unknown.
/// A File of its own without a line names an input as a whole.
struct SourceLocation {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;

  bool empty() const { return File.empty(); }
};

/// A replacement that would mend the source: bytes [Begin, End) of Line.
struct FixIt {
  SourceLocation Begin;
  SourceLocation End;
  std::string Text;
};

struct Diagnostic {
  Severity Level = Severity::Error;
  Code Id = Code::INTERNAL;
  /// One sentence: what was found and what was expected.
  std::string Message;
  /// What to do about it: the flag, line or setting that mends it. May be
  /// empty.
  std::string Hint;
  SourceLocation Where;
  /// The text of line Where.Line, without its newline, when known.
  std::string SourceLine;
  /// How many bytes from Where.Column on are meant; 0 means unknown.
  unsigned Length = 0;
  /// The function or symbol it is about, as the debug info or the symbol table
  /// has it; may be empty.
  std::string Symbol;
  std::vector<Diagnostic> Notes;
  std::vector<FixIt> FixIts;

  Diagnostic() = default;
  Diagnostic(Severity Level, Code Id, std::string Message)
      : Level(Level), Id(Id), Message(std::move(Message)) {}

  Diagnostic &at(SourceLocation L) {
    Where = std::move(L);
    return *this;
  }
  Diagnostic &atFile(llvm::StringRef File) {
    Where = {File.str(), 0, 0};
    return *this;
  }
  Diagnostic &hint(std::string H) {
    Hint = std::move(H);
    return *this;
  }
  Diagnostic &symbol(llvm::StringRef S) {
    Symbol = S.str();
    return *this;
  }
  Diagnostic &note(Diagnostic N) {
    N.Level = Severity::Note;
    Notes.push_back(std::move(N));
    return *this;
  }
};

inline Diagnostic error(Code Id, std::string Message) {
  return Diagnostic(Severity::Error, Id, std::move(Message));
}
inline Diagnostic warning(Code Id, std::string Message) {
  return Diagnostic(Severity::Warning, Id, std::move(Message));
}

/// Collects diagnostics in the order they are reported. Whoever reports may put
/// symbols into messages: those of rustc are demangled here, so that none is
/// missed, whether we wrote the message or LLVM did.
class DiagnosticSink {
public:
  void report(Diagnostic D);
  bool hasErrors() const { return ErrorCount != 0; }
  const std::vector<Diagnostic> &all() const { return Collected; }
  std::vector<Diagnostic> take() { return std::exchange(Collected, {}); }

  /// Reports what the process will not survive: LLVM aborts or exits when its
  /// fatal-error handler returns. Whoever owns the sink may end the process in
  /// its own way first. Returns, false, where nobody does.
  bool fatal(Diagnostic D);
  void onFatal(std::function<void()> F) { Fatal = std::move(F); }

private:
  std::vector<Diagnostic> Collected;
  std::function<void()> Fatal;
  size_t ErrorCount = 0;
};

/// A diagnostic as clang would print it: "file:3:7: error: message [CODE]",
/// the source line with a caret, the hint, then notes. Ends in a newline.
std::string formatDiagnostic(const Diagnostic &D);

} // namespace bpflinker

#endif
