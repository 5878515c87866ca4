#include "support/diagnostic.h"

#include "support/demangle.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bpflinker {

StringRef codeName(Code C) {
  switch (C) {
#define BPF_LINKER_CODE(NAME)                                                  \
  case Code::NAME:                                                             \
    return #NAME;
#include "support/codes.def"
  }
  llvm_unreachable("every code has a name");
}

StringRef severityName(Severity S) {
  switch (S) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Note:
    return "note";
  case Severity::Remark:
    return "remark";
  }
  llvm_unreachable("every severity has a name");
}

/// Hints are lines to paste, and Symbol is for programs: both keep what the
/// linker takes.
static void demangle(Diagnostic &D) {
  D.Message = demangledIn(D.Message);
  for (Diagnostic &N : D.Notes)
    demangle(N);
}

void DiagnosticSink::report(Diagnostic D) {
  demangle(D);
  ErrorCount += D.Level == Severity::Error;
  Collected.push_back(std::move(D));
}

bool DiagnosticSink::fatal(Diagnostic D) {
  if (!Fatal)
    return false;
  report(std::move(D));
  // A second one while the first is told would tell it twice.
  std::exchange(Fatal, nullptr)();
  return true;
}

static void format(raw_ostream &OS, const Diagnostic &D) {
  if (!D.Where.empty()) {
    OS << D.Where.File << ':';
    if (D.Where.Line)
      OS << D.Where.Line << ':';
    if (D.Where.Line && D.Where.Column)
      OS << D.Where.Column << ':';
    OS << ' ';
  }
  OS << severityName(D.Level) << ": " << D.Message;
  if (D.Level != Severity::Note)
    OS << " [" << codeName(D.Id) << ']';
  OS << '\n';
  if (!D.SourceLine.empty()) {
    OS << "    " << D.SourceLine << '\n';
    if (D.Where.Column) {
      OS << "    ";
      // Keep tabs, so that the caret stands under what it points at.
      for (char C : StringRef(D.SourceLine).take_front(D.Where.Column - 1))
        OS << (C == '\t' ? '\t' : ' ');
      OS << '^';
      for (unsigned I = 1; I < D.Length; ++I)
        OS << '~';
      OS << '\n';
    }
  }
  if (!D.Hint.empty())
    OS << "  hint: " << D.Hint << '\n';
  for (const Diagnostic &N : D.Notes)
    format(OS, N);
}

std::string formatDiagnostic(const Diagnostic &D) {
  std::string Text;
  raw_string_ostream OS(Text);
  format(OS, D);
  return Text;
}

} // namespace bpflinker
