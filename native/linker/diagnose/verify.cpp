#include "linker/diagnose/verify.h"

#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Verifier.h"

using namespace llvm;

namespace bpflinker {

bool verifyMerged(Module &M, DiagnosticSink &Diagnostics) {
  std::string Problems;
  raw_string_ostream Stream(Problems);
  bool DebugInfoBroken = false;
  if (verifyModule(M, &Stream, &DebugInfoBroken)) {
    Diagnostics.report(
        error(Code::IR_INVALID, "the linked module is not valid IR: " +
                                    StringRef(Problems).trim().str())
            .hint(
                "an input is damaged or was made by another version of LLVM"));
    return false;
  }
  if (DebugInfoBroken) {
    // As LLVM's own readers do: the code is right, its debug info is not.
    StripDebugInfo(M);
    Diagnostics.report(
        warning(Code::IR_INVALID, "debug info is dropped, it is not valid: " +
                                      StringRef(Problems).trim().str()));
  }
  return true;
}

} // namespace bpflinker
