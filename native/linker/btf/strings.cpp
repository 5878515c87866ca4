// LLVM's table of BTF strings, with an index.
//
// BTFStringTable::addString (llvm/lib/Target/BPF/BTFDebug.cpp) compares each
// string with all that are there: a third of the time of emission where many
// files are linked. This definition takes the place of LLVM's, which
// native/cmake/room.cmake makes weak; the table comes out the same, byte for
// byte.
//
// The index is not part of the table, whose layout is LLVM's. It belongs to the
// thread, because the code generator that owns the table runs on one, and
// knows by the table's size whether it is of this table as it is now.

#include "llvm/ADT/StringMap.h"

#include <map>
#include <string>
#include <vector>

namespace llvm {

/// llvm/lib/Target/BPF/BTFDebug.h of LLVM 22, a header that is not installed.
class BTFStringTable {
  uint32_t Size;
  std::map<uint32_t, uint32_t> OffsetToIdMap;
  std::vector<std::string> Table;

public:
  uint32_t addString(StringRef S);
};

namespace {

struct BTFStringIndex {
  const void *Table = nullptr;
  StringMap<uint32_t> Offsets;
};

} // namespace

uint32_t BTFStringTable::addString(StringRef S) {
  static thread_local BTFStringIndex Index;
  if (Index.Table != this || Index.Offsets.size() != Table.size()) {
    Index.Table = this;
    Index.Offsets.clear();
    for (auto [Offset, Id] : OffsetToIdMap)
      Index.Offsets.try_emplace(Table[Id], Offset);
  }
  auto [Known, IsNew] = Index.Offsets.try_emplace(S, Size);
  if (IsNew) {
    OffsetToIdMap[Size] = Table.size();
    Table.push_back(S.str());
    Size += S.size() + 1;
  }
  return Known->second;
}

} // namespace llvm
