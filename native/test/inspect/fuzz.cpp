// libFuzzer target of inspect: any bytes are an object or are refused with
// exactly one OBJECT_INVALID. Built with clang and -DBPF_LINKER_FUZZ=ON:
//
//   fuzz_inspect -max_total_time=60 corpus/      (a folder of BPF objects)

#include "inspect/inspect.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  using namespace bpflinker;
  DiagnosticSink Diagnostics;
  llvm::StringRef Bytes(reinterpret_cast<const char *>(Data), Size);
  bool Told =
      inspectText({Bytes, "fuzz"}, {true, true}, Diagnostics).has_value();
  const auto &All = Diagnostics.all();
  if (Told ? !All.empty()
           : All.size() != 1 || All.front().Id != Code::OBJECT_INVALID)
    std::abort();
  return 0;
}
