#include "linker/read/symbols.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

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

bool isRustMangled(StringRef Name) {
  if (Name.starts_with("_R"))
    return true;
  // The legacy scheme: an Itanium nested name whose last part is the hash.
  if (!Name.consume_front("_ZN") || !Name.consume_back("E"))
    return false;
  constexpr size_t HashDigits = 16;
  StringRef Hash = Name.take_back(HashDigits);
  return Hash.size() == HashDigits && all_of(Hash, isHexDigit) &&
         Name.drop_back(HashDigits).ends_with("17h");
}

} // namespace bpflinker
