#include "linker/types/btf_names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace bpflinker {

/// Every byte that does not stay as `_HEX_`.
static std::string escaped(StringRef Name, function_ref<bool(char)> Stays) {
  std::string Result;
  Result.reserve(Name.size());
  for (char C : Name)
    if (Stays(C))
      Result += C;
    else
      Result += "_" + utohexstr(static_cast<unsigned char>(C)) + "_";
  return Result;
}

std::string btfName(StringRef Name) {
  std::string Result =
      escaped(Name, [](char C) { return isAlnum(C) || C == '_'; });
  if (Result.size() <= MaxBtfName)
    return Result;
  std::string Hash =
      "_" + utohexstr(xxh3_64bits(Result), /*LowerCase=*/true, /*Width=*/16);
  Result.resize(MaxBtfName - Hash.size());
  return Result + Hash;
}

std::string asciiName(StringRef Name) {
  return escaped(Name, [](char C) { return isASCII(C); });
}

void escapeSymbols(Module &M) {
  for (GlobalValue &V : M.global_values())
    if (!isASCII(V.getName()))
      V.setName(asciiName(V.getName()));
}

} // namespace bpflinker
