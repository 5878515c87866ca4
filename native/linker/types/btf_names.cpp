#include "linker/types/btf_names.h"

#include "llvm/ADT/STLExtras.h"
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

std::string asciiName(StringRef Name) {
  std::string Result;
  for (char C : Name)
    if (isASCII(C))
      Result += C;
    else
      Result += "_" + utohexstr(static_cast<unsigned char>(C)) + "_";
  return Result;
}

void escapeSymbols(Module &M) {
  for (GlobalValue &V : M.global_values())
    if (!all_of(V.getName(), [](char C) { return isASCII(C); }))
      V.setName(asciiName(V.getName()));
}

} // namespace bpflinker
