#include "linker/linker.h"

namespace bpflinker {

LinkResult link(std::vector<LinkInput> Inputs, const LinkOptions &Options,
                DiagnosticSink &Diagnostics, Timings &Times) {
  Diagnostics.report(error(Code::INTERNAL, "not written yet"));
  return {};
}

} // namespace bpflinker
