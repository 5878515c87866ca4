#include "inspect/language.h"

#include "support/rust_name.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace bpflinker {

/// In C those are typedefs, and the integers below have names such as
/// "unsigned int".
static bool isIntegerOfRust(const BtfType &T) {
  static constexpr StringRef Names[] = {"i8",   "i16",   "i32",  "i64",
                                        "i128", "isize", "u8",   "u16",
                                        "u32",  "u64",   "u128", "usize"};
  return T.Kind == BtfKind::Int && is_contained(Names, T.Name);
}

bool isMadeFromRust(const ElfObject &Object, const Btf *Types) {
  return (Types && any_of(Types->Types, isIntegerOfRust)) ||
         any_of(Object.Symbols,
                [](const ElfSymbol &S) { return isRustMangled(S.Name); });
}

} // namespace bpflinker
