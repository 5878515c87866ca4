// Which module defines each name.
//
// Names are resolved in input order with the rules of LLVM's ModuleLinker
// (llvm/lib/Linker/LinkModules.cpp, shouldLinkFromSource): a definition beats a
// declaration, strong beats weak, weak beats linkonce, among equals the first
// wins, of two common ones the larger; `available_externally` counts as a
// declaration with a body. Two strong definitions are an error, except
//
//   - memcpy, memmove, memset, memcmp and bcmp: the user's wins over that of a
//     library, and a library's over that of Rust's compiler_builtins, whatever
//     the order;
//   - in section `license` or `version`: they are one, and resolve/licenses.h
//     sees to it that their contents are equal.
//
// All members of an archive take part, whether something needs them or not:
// their programs and maps count.
//
// The room resolve/
//   in    modules and symbol tables of read/
//   out   who defines what (SymbolTable), what of it stays visible (exports.h),
//         what is reached (reach.h), and that in one module (move.h); every
//         name that is there twice, does not match or is missing is reported

#ifndef BPF_LINKER_LINKER_RESOLVE_RESOLVE_H
#define BPF_LINKER_LINKER_RESOLVE_RESOLVE_H

#include "linker/read/input.h"
#include "linker/read/symbols.h"

#include "llvm/ADT/DenseMap.h"

namespace bpflinker {

/// A symbol of a piece.
struct SymbolRef {
  static constexpr unsigned None = ~0u;
  unsigned Piece = None;
  unsigned Index = 0;

  explicit operator bool() const { return Piece != None; }
};

/// What is known of a name over all pieces.
struct Resolution {
  llvm::StringRef Name;
  /// The definition that prevails, if there is any.
  SymbolRef Definition;
  /// Without a definition: an `available_externally` body, if there is any.
  SymbolRef Available;
  /// The least over all declarations and definitions.
  llvm::GlobalValue::VisibilityTypes Visibility =
      llvm::GlobalValue::DefaultVisibility;
  llvm::GlobalValue::UnnamedAddr UnnamedAddr =
      llvm::GlobalValue::UnnamedAddr::Global;
  /// That of the first declaration that says one: `.ksyms`, `.kconfig`.
  llvm::StringRef DeclaredSection;
  /// Every declaration says `constant`.
  bool IsConstant = true;
  /// Some declaration is not `extern_weak`.
  bool IsStrongReference = false;

  /// Where its body comes from.
  SymbolRef body() const { return Definition ? Definition : Available; }
};

/// Two definitions of one name of which one must be right.
struct Conflict {
  llvm::StringRef Name;
  SymbolRef First, Second;
};

/// A variable in section `license` or `version`, of which an object has one.
struct License {
  llvm::StringRef Section, Name;
  SymbolRef Definition;
};

struct SymbolTable {
  /// In order of first appearance.
  std::vector<Resolution> Names;
  llvm::DenseMap<llvm::StringRef, unsigned> Index;
  /// Two strong definitions.
  std::vector<Conflict> Duplicates;
  /// Every one, static ones too, in input order.
  std::vector<License> Licenses;
  /// Two common ones; the larger should prevail, which takes opening both.
  std::vector<Conflict> Commons;
  /// Weak definitions that another one beat.
  std::vector<std::pair<llvm::StringRef, SymbolRef>> Weaker;
  /// Definitions that lost by a rule that LLVM's own linker does not have.
  std::vector<SymbolRef> Overridden;

  const Resolution *find(llvm::StringRef Name) const {
    auto I = Index.find(Name);
    return I == Index.end() ? nullptr : &Names[I->second];
  }
};

SymbolTable resolve(const OpenInputs &Opened,
                    const std::vector<ModuleSymbols> &Symbols);

} // namespace bpflinker

#endif
