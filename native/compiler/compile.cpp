#include "compiler/compiler.h"

namespace bpflinker {

bool isSourceName(llvm::StringRef Name) { return Name.ends_with(".c"); }

CompileResult compile(CompileInput Input, const CompileOptions &Options,
                      DiagnosticSink &Diagnostics, Timings &Times) {
  Diagnostics.report(error(Code::INTERNAL, "not written yet"));
  return {};
}

} // namespace bpflinker
