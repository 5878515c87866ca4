#include "support/rust_name.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace bpflinker {

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
