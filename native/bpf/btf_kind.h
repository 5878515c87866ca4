// The kinds of BTF types, and what their words are: data/bpf/btf_kinds.tsv.
//
// This is the one list in C++. LLVM has the numbers too (BTF.def), but neither
// what the words of a kind are nor the names that we give them, and it grows
// with LLVM, while a reader must refuse what it cannot read. That both agree is
// checked where the section is read (btf_section.cpp). What LLVM has of the
// sections themselves, headers and records, is taken from LLVM
// (llvm/DebugInfo/BTF/BTF.h).

#ifndef BPF_LINKER_BPF_BTF_KIND_H
#define BPF_LINKER_BPF_BTF_KIND_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <iterator>

namespace bpflinker {

enum class BtfKind : uint8_t {
#define BPF_LINKER_BTF_KIND(NUMBER, CONSTANT, KIND, ...) KIND = NUMBER,
#include "bpf/btf_kinds.generated.def"
};

enum class BtfGroup : uint8_t {
  Other,
  /// Another name for, or a qualifier of, one type.
  Modifier,
  /// Has members.
  Composite,
  /// No variable, member or pointer can have it as its type.
  Declaration,
};

/// What a word of a type stands for: an offset into the strings, the id of a
/// type, a size, or something else.
enum class BtfWord : uint8_t { Plain, Size, Name, Type };

/// The words of a kind. The first is a name, the second says the kind, a flag
/// and how many elements there are.
struct BtfLayout {
  /// "int", "funcProto": as in JSON.
  llvm::StringLiteral Name;
  BtfGroup Group;
  BtfWord Third;
  /// What follows is there once for each element, else once.
  bool IsCounted;
  uint8_t Words;
  BtfWord Roles[3];
};

inline constexpr BtfLayout BtfLayouts[] = {
#define BPF_LINKER_BTF_KIND(NUMBER, CONSTANT, KIND, NAME, GROUP, THIRD,        \
                            IS_COUNTED, WORDS, A, B, C)                        \
  {NAME,       BtfGroup::GROUP, BtfWord::THIRD,                                \
   IS_COUNTED, WORDS,           {BtfWord::A, BtfWord::B, BtfWord::C}},
#include "bpf/btf_kinds.generated.def"
};
constexpr unsigned BtfKinds = std::size(BtfLayouts);
constexpr unsigned BtfHeadWords = 3;

inline const BtfLayout &layoutOf(BtfKind Kind) {
  return BtfLayouts[unsigned(Kind)];
}
inline llvm::StringRef btfKindName(BtfKind Kind) { return layoutOf(Kind).Name; }

inline bool isModifier(BtfKind Kind) {
  return layoutOf(Kind).Group == BtfGroup::Modifier;
}
inline bool isComposite(BtfKind Kind) {
  return layoutOf(Kind).Group == BtfGroup::Composite;
}
inline bool isDeclaration(BtfKind Kind) {
  return layoutOf(Kind).Group == BtfGroup::Declaration;
}

} // namespace bpflinker

#endif
