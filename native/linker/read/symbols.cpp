#include "linker/read/symbols.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace bpflinker {

ArrayRef<StringRef> memoryBuiltins() {
  static constexpr StringRef Names[] = {"bcmp", "memcmp", "memcpy", "memmove",
                                        "memset"};
  return Names;
}

bool isMemoryBuiltin(StringRef Name) {
  return is_contained(memoryBuiltins(), Name);
}

} // namespace bpflinker
