// A table of NUL-terminated strings in untrusted bytes: ELF's .strtab and BTF's
// string section. Looking up a string takes constant time. Plain `strlen` does
// not: a damaged table without NULs, to which a million symbols point, makes it
// quadratic. So the position of the next NUL is noted once per block of 64
// bytes, which costs a sixteenth of the table's size.
//
// Names may overlap, so even a table with NULs can give names that add up to
// the square of its size. Users of names (maps by name, JSON) are linear in the
// sum; `charge` keeps count, and `overdrawn` says when no compiler made this.

#ifndef BPF_LINKER_SUPPORT_STRING_TABLE_H
#define BPF_LINKER_SUPPORT_STRING_TABLE_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace bpflinker {

class StringTable {
public:
  StringTable() = default;
  explicit StringTable(llvm::StringRef Bytes) : Bytes(Bytes) {
    FirstNul.resize(Bytes.size() / Block + 1);
    size_t Next = Bytes.size();
    for (size_t I = FirstNul.size(); I-- > 0;) {
      size_t Nul = Bytes.substr(I * Block, Block).find('\0');
      if (Nul != llvm::StringRef::npos)
        Next = I * Block + Nul;
      FirstNul[I] = Next;
    }
  }

  size_t size() const { return Bytes.size(); }

  /// The string that starts at `Offset`, up to its NUL or the table's end;
  /// nothing when `Offset` is outside. Offset 0 is "" also in an empty table.
  std::optional<llvm::StringRef> at(uint64_t Offset) const {
    if (Offset >= Bytes.size())
      return Offset == 0 ? std::optional<llvm::StringRef>("") : std::nullopt;
    size_t BlockEnd = (Offset / Block + 1) * Block;
    size_t Nul = Bytes.slice(Offset, BlockEnd).find('\0');
    size_t End = Nul != llvm::StringRef::npos ? Offset + Nul
                 : BlockEnd < Bytes.size()    ? FirstNul[BlockEnd / Block]
                                              : Bytes.size();
    return Bytes.slice(Offset, End);
  }

  /// Like `at`, and counts the string's bytes.
  std::optional<llvm::StringRef> charge(uint64_t Offset) {
    auto Text = at(Offset);
    if (Text)
      Charged += Text->size();
    return Text;
  }
  /// Whether the counted strings add up to far more than the table: the BTF of
  /// a whole kernel, whose names are shared most, comes to four times.
  bool overdrawn() const { return Charged > 16 * Bytes.size() + (1 << 20); }

private:
  static constexpr size_t Block = 64;
  uint64_t Charged = 0;
  llvm::StringRef Bytes;
  std::vector<uint32_t> FirstNul;
};

} // namespace bpflinker

#endif
