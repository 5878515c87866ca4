// The types of a .BTF section as a plain graph: types by id, edges as ids. On
// top of what the reader checks (bpf/btf_section.h), every kind of target and
// size is checked, and that each type can be laid out and written down (no
// struct inside itself, no typedef of itself), so that whoever walks the graph
// need not. Rules: kernel/bpf/btf.c.

#ifndef BPF_LINKER_INSPECT_BTF_H
#define BPF_LINKER_INSPECT_BTF_H

#include "bpf/btf_section.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bpflinker {

/// A member of a struct or union, a parameter of a prototype, a value of an
/// enum, or a variable of a data section, whichever the type's kind says.
struct BtfElement {
  llvm::StringRef Name;
  /// Of members, parameters and variables.
  BtfId Type = 0;
  /// Of members in bits, of variables in bytes.
  uint32_t Offset = 0;
  /// Of members that are bitfields in bits, else 0; of variables in bytes.
  uint32_t Size = 0;
  /// Of enums: as written, sign-extended when the enum is signed.
  uint64_t Value = 0;
};

struct BtfType {
  BtfKind Kind = BtfKind::Void;
  llvm::StringRef Name;
  /// fwd: is a union; enum, enum64: is signed; struct, union: has bitfields.
  bool Flag = false;
  /// Bytes, of what has a size of its own.
  uint32_t Size = 0;
  /// What it refers to: element of an array, return type of a prototype.
  BtfId Type = 0;
  /// int: BTF::INT_SIGNED, INT_CHAR, INT_BOOL; its bits and their offset.
  uint8_t Encoding = 0;
  uint8_t Bits = 0;
  uint8_t BitOffset = 0;
  /// array: type of the index and count.
  BtfId IndexType = 0;
  uint32_t Count = 0;
  /// func: BTF::FUNC_STATIC … FUNC_EXTERN; var: BTF::VAR_STATIC ….
  uint32_t Linkage = 0;
  /// declTag: the member or parameter; -1 the type itself.
  int32_t Component = -1;
  /// Its elements: [First, First + Number) of Btf::Elements.
  uint32_t First = 0;
  uint32_t Number = 0;
};

class Btf {
public:
  /// The bytes of the section, its relocations applied. Kept: names point here.
  std::string Bytes;
  StringTable Strings;
  /// By id; Types[0] is void.
  std::vector<BtfType> Types;
  std::vector<BtfElement> Elements;
  std::array<uint32_t, BtfKinds> Counts{};

  const BtfType &type(BtfId Id) const { return Types[Id]; }
  llvm::ArrayRef<BtfElement> elements(const BtfType &T) const {
    return llvm::ArrayRef(Elements).slice(T.First, T.Number);
  }

  /// `Id` without typedefs, qualifiers and type tags.
  BtfId resolve(BtfId Id) const { return Resolved[Id]; }

  /// Bytes of a value of that type; nothing for what has none (void, fwd,
  /// func, funcProto). A pointer has 8.
  std::optional<uint32_t> sizeOf(BtfId Id) const {
    return Sizes[Id] == NoSize ? std::nullopt
                               : std::optional<uint32_t>(Sizes[Id]);
  }

  static constexpr uint64_t NoSize = ~uint64_t(0);
  /// Filled by checkBtf.
  std::vector<uint64_t> Sizes;
  std::vector<BtfId> Resolved;
};

/// Parses and checks a .BTF section.
llvm::Expected<std::unique_ptr<Btf>> readBtf(std::string Bytes,
                                             llvm::endianness Endian);

/// The second half of readBtf, btf_check.cpp: targets, cycles and sizes.
llvm::Error checkBtf(Btf &Types);

/// "BTF type 12 (struct 'foo')", for messages.
std::string describe(const Btf &Types, BtfId Id);

} // namespace bpflinker

#endif
