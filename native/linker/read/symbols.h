// What is known of a module before it is opened: its symbol table.

#ifndef BPF_LINKER_LINKER_READ_SYMBOLS_H
#define BPF_LINKER_LINKER_READ_SYMBOLS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/GlobalValue.h"

#include <string>
#include <vector>

namespace bpflinker {

enum class SymbolKind : uint8_t { Function, Variable, Alias, Ifunc };

/// One function, variable, alias or ifunc as a module states it. The strings
/// live as long as the link.
struct Symbol {
  llvm::StringRef Name;
  llvm::StringRef Section;
  llvm::StringRef Comdat;
  SymbolKind Kind = SymbolKind::Function;
  llvm::GlobalValue::LinkageTypes Linkage = llvm::GlobalValue::ExternalLinkage;
  llvm::GlobalValue::VisibilityTypes Visibility =
      llvm::GlobalValue::DefaultVisibility;
  llvm::GlobalValue::UnnamedAddr UnnamedAddr =
      llvm::GlobalValue::UnnamedAddr::None;
  /// No body or initialiser. An `available_externally` one has a body.
  bool IsDeclaration = false;
  bool IsConstant = false;

  bool isLocal() const { return llvm::GlobalValue::isLocalLinkage(Linkage); }
  bool isAppending() const {
    return llvm::GlobalValue::isAppendingLinkage(Linkage);
  }
  bool isAvailableExternally() const {
    return llvm::GlobalValue::isAvailableExternallyLinkage(Linkage);
  }
  /// Defines the name for others, as the linker sees it.
  bool isDefinition() const {
    return !IsDeclaration && !isAvailableExternally();
  }
  bool isWeak() const { return llvm::GlobalValue::isWeakForLinker(Linkage); }
};

/// The module-level facts that the merge needs of every module.
struct ModuleSymbols {
  /// In the module's order. Without those that are never resolved by name nor
  /// meant by anyone: private ones (half of a Rust module), and what begins
  /// with "llvm." (intrinsics, CO-RE globals), except appending ones.
  std::vector<Symbol> Symbols;
  std::string Triple;
  std::string DataLayout;
  /// `module asm`, as one text.
  std::string Asm;
  /// Declares intrinsics that only the BPF target's early passes understand:
  /// the module was written before optimisation.
  bool NeedsEarlyPasses = false;
  /// Has `llvm.used`, `llvm.compiler.used` or another appending variable.
  bool HasAppending = false;
};

/// The five that LLVM calls without being told to.
bool isMemoryBuiltin(llvm::StringRef Name);
/// All five, sorted.
llvm::ArrayRef<llvm::StringRef> memoryBuiltins();

} // namespace bpflinker

#endif
