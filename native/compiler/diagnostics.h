// clang's diagnostics as ours: positions, the source line, fix-its, and as
// notes what clang prints around them (include chain, macro expansions, notes).

#ifndef BPF_LINKER_COMPILER_DIAGNOSTICS_H
#define BPF_LINKER_COMPILER_DIAGNOSTICS_H

#include "support/diagnostic.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/LangOptions.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <optional>
#include <string>

namespace bpflinker {

/// Reports into a DiagnosticSink. clang sends a note after what it belongs to,
/// so each error or warning is held back until the next one, or `flush`.
class ClangDiagnostics : public clang::DiagnosticConsumer {
public:
  /// `ErrorCode` is what errors become: OPTION_INVALID while flags are read,
  /// COMPILE_ERROR while the source is.
  ClangDiagnostics(DiagnosticSink &Sink, llvm::StringRef WorkingDir,
                   llvm::StringRef InputName, Code ErrorCode)
      : Sink(Sink), WorkingDir(WorkingDir), InputName(InputName),
        ErrorCode(ErrorCode) {}
  ~ClangDiagnostics() override { flush(); }

  void BeginSourceFile(const clang::LangOptions &Options,
                       const clang::Preprocessor *) override {
    Language = &Options;
  }
  void EndSourceFile() override { Language = nullptr; }
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;
  void flush();

private:
  DiagnosticSink &Sink;
  std::string WorkingDir;
  std::string InputName;
  Code ErrorCode;
  const clang::LangOptions *Language = nullptr;
  std::optional<Diagnostic> Pending;
  /// Headers of user space that an error has explained.
  llvm::StringSet<> Explained;
};

} // namespace bpflinker

#endif
