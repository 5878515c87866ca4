#include "inspect/inspect.h"

namespace bpflinker {

std::optional<llvm::json::Object> inspect(llvm::MemoryBufferRef Object,
                                          const InspectOptions &Options,
                                          DiagnosticSink &Diagnostics) {
  Diagnostics.report(error(Code::INTERNAL, "not written yet"));
  return std::nullopt;
}

} // namespace bpflinker
