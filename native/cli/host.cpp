#include "cli/host.h"

#include "job/message.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

#include <cstdlib>

using namespace llvm;

namespace bpflinker {

std::optional<int> hostDescriptor() {
  const char *Text = std::getenv("BPF_LINKER_HOST_FD");
  int Descriptor = 0;
  if (!Text || StringRef(Text).getAsInteger(10, Descriptor) || Descriptor < 3)
    return std::nullopt;
  return Descriptor;
}

void tellHost(int Descriptor, const ToJudge &Told) {
  json::Value Text = json::Object{{"profileName", json::fixUTF8(Told.Profile)},
                                  {"object", json::fixUTF8(Told.Object)}};
  // A host that went away has nobody to tell either.
  (void)writeAll(Descriptor, formatv("{0}", Text).str());
}

} // namespace bpflinker
