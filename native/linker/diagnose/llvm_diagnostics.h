// LLVM's diagnostics as ours, with the function and the source line.
//
// The room diagnose/
//   in    what LLVM says, or a value of its IR
//   out   a Diagnostic, or the place in the sources (locations.h)

#ifndef BPF_LINKER_LINKER_DIAGNOSE_LLVM_DIAGNOSTICS_H
#define BPF_LINKER_LINKER_DIAGNOSE_LLVM_DIAGNOSTICS_H

#include "support/diagnostic.h"

#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/Module.h"

#include <memory>

namespace bpflinker {

/// While it lives, everything that LLVM diagnoses in the module's context goes
/// to the sink as CODEGEN_ERROR or CODEGEN_WARNING (errors too, unless they are
/// fatal), and a fatal error of LLVM's, after which the process ends, to its
/// fatal(), with the function that LLVM was working on. Where nobody listens it
/// is written to standard error.
///
/// "A call to built-in function 'memcpy' is not supported", and so for memmove,
/// memset, memcmp, bcmp and strlen, is no error, as in the original: what is
/// undefined afterwards is reported as unresolved.
class LlvmDiagnosticScope {
public:
  LlvmDiagnosticScope(llvm::Module &M, DiagnosticSink &Diagnostics,
                      bool ErrorsFatal = true);
  ~LlvmDiagnosticScope();
  LlvmDiagnosticScope(const LlvmDiagnosticScope &) = delete;
  LlvmDiagnosticScope &operator=(const LlvmDiagnosticScope &) = delete;

private:
  static void reportFatalError(void *Scope, const char *Reason, bool);

  llvm::Module &M;
  DiagnosticSink &Diagnostics;
  llvm::LLVMContext &Context;
  std::unique_ptr<llvm::DiagnosticHandler> Previous;
};

} // namespace bpflinker

#endif
