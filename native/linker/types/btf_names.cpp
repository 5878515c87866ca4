#include "linker/types/btf_names.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace bpflinker {

std::string btfName(StringRef Name) {
  std::string Result;
  Result.reserve(Name.size());
  for (char C : Name) {
    if (isAlnum(C) || C == '_') {
      Result += C;
      continue;
    }
    Result += '_';
    Result += utohexstr(static_cast<unsigned char>(C));
    Result += '_';
  }
  if (Result.size() <= MaxBtfName)
    return Result;
  std::string Hash =
      "_" + utohexstr(xxh3_64bits(Result), /*LowerCase=*/true, /*Width=*/16);
  Result.resize(MaxBtfName - Hash.size());
  return Result + Hash;
}

} // namespace bpflinker
