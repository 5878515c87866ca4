#include "linker/resolve/resolve.h"

using namespace llvm;

namespace bpflinker {

namespace {

GlobalValue::VisibilityTypes least(GlobalValue::VisibilityTypes A,
                                   GlobalValue::VisibilityTypes B) {
  if (A == GlobalValue::HiddenVisibility || B == GlobalValue::HiddenVisibility)
    return GlobalValue::HiddenVisibility;
  if (A == GlobalValue::ProtectedVisibility ||
      B == GlobalValue::ProtectedVisibility)
    return GlobalValue::ProtectedVisibility;
  return GlobalValue::DefaultVisibility;
}

enum class Choice { Old, New, Clash, Larger };

/// ModuleLinker's rules for two definitions; `Old` was there first.
Choice choose(const Symbol &Old, const Symbol &New) {
  bool NewIsCommon = GlobalValue::isCommonLinkage(New.Linkage);
  bool OldIsCommon = GlobalValue::isCommonLinkage(Old.Linkage);
  bool OldIsLinkOnce = GlobalValue::isLinkOnceLinkage(Old.Linkage);
  if (NewIsCommon) {
    if (OldIsCommon)
      return Choice::Larger;
    return OldIsLinkOnce || GlobalValue::isWeakLinkage(Old.Linkage)
               ? Choice::New
               : Choice::Old;
  }
  if (New.isWeak())
    return OldIsLinkOnce && GlobalValue::isWeakLinkage(New.Linkage)
               ? Choice::New
               : Choice::Old;
  return Old.isWeak() ? Choice::New : Choice::Clash;
}

bool isLicense(const Symbol &S) {
  return S.Section == "license" || S.Section == "version";
}

class Resolver {
public:
  Resolver(const OpenInputs &Opened, const std::vector<ModuleSymbols> &Symbols)
      : Opened(Opened), Symbols(Symbols) {}

  SymbolTable run();

private:
  void add(SymbolRef Ref);
  void addWeaker(SymbolRef Ref);
  void addDefinition(Resolution &Known, SymbolRef Ref);
  bool belongsToLaterComdat(SymbolRef Ref);
  unsigned builtinRank(SymbolRef Ref) const;
  const Symbol &at(SymbolRef Ref) const {
    return Symbols[Ref.Piece].Symbols[Ref.Index];
  }

  const OpenInputs &Opened;
  const std::vector<ModuleSymbols> &Symbols;
  SymbolTable Table;
  /// The piece that brought each comdat first.
  DenseMap<StringRef, unsigned> Comdats;
};

SymbolTable Resolver::run() {
  size_t Count = 0;
  for (const ModuleSymbols &M : Symbols)
    Count += count_if(M.Symbols, [](const Symbol &S) { return !S.isLocal(); });
  Table.Index.reserve(Count);
  Table.Names.reserve(Count);
  for (unsigned P = 0; P != Symbols.size(); ++P)
    for (unsigned I = 0; I != Symbols[P].Symbols.size(); ++I)
      add({P, I});
  return std::move(Table);
}

void Resolver::add(SymbolRef Ref) {
  const Symbol &S = at(Ref);
  if (isLicense(S) && S.isDefinition())
    Table.Licenses.push_back({S.Section, S.Name, Ref});
  // Appending ones are all kept; a name of "" cannot link.
  if (S.isLocal() || S.isAppending() || S.Name.empty())
    return;
  auto [Slot, IsNew] = Table.Index.try_emplace(S.Name, Table.Names.size());
  if (IsNew)
    Table.Names.emplace_back().Name = S.Name;
  Resolution &Known = Table.Names[Slot->second];

  Known.Visibility = least(Known.Visibility, S.Visibility);
  Known.UnnamedAddr =
      GlobalValue::getMinUnnamedAddr(Known.UnnamedAddr, S.UnnamedAddr);
  if (S.IsDeclaration) {
    if (Known.DeclaredSection.empty())
      Known.DeclaredSection = S.Section;
    Known.IsConstant &= S.IsConstant;
    Known.IsStrongReference |= !GlobalValue::isExternalWeakLinkage(S.Linkage);
  } else if (S.isAvailableExternally()) {
    Known.IsStrongReference = true;
    if (!Known.Available)
      Known.Available = Ref;
  } else if (!belongsToLaterComdat(Ref)) {
    addDefinition(Known, Ref);
  }
}

/// If an earlier module brought a comdat, the members of a later one are
/// dropped.
bool Resolver::belongsToLaterComdat(SymbolRef Ref) {
  StringRef Comdat = at(Ref).Comdat;
  if (Comdat.empty())
    return false;
  return Comdats.try_emplace(Comdat, Ref.Piece).first->second != Ref.Piece;
}

/// Whose memory builtin it is; the lowest wins.
unsigned Resolver::builtinRank(SymbolRef Ref) const {
  const Piece &P = Opened.Pieces[Ref.Piece];
  if (P.Name.contains("compiler_builtins"))
    return 4;
  return (P.FromArchive ? 2 : 0) + (at(Ref).isWeak() ? 1 : 0);
}

/// Those of C's `__weak`. Of linkonce definitions, C++ and Rust have thousands,
/// which their languages make equal.
void Resolver::addWeaker(SymbolRef Ref) {
  if (at(Ref).Linkage == GlobalValue::WeakAnyLinkage)
    Table.Weaker.push_back({at(Ref).Name, Ref});
}

void Resolver::addDefinition(Resolution &Known, SymbolRef Ref) {
  if (!Known.Definition) {
    Known.Definition = Ref;
    return;
  }
  const Symbol &Old = at(Known.Definition), &New = at(Ref);
  if (isMemoryBuiltin(New.Name)) {
    unsigned OldRank = builtinRank(Known.Definition),
             NewRank = builtinRank(Ref);
    if (OldRank != NewRank) {
      Table.Overridden.push_back(OldRank < NewRank ? Ref : Known.Definition);
      if (NewRank < OldRank)
        Known.Definition = Ref;
      return;
    }
  }
  switch (choose(Old, New)) {
  case Choice::Old:
    addWeaker(Ref);
    break;
  case Choice::New:
    addWeaker(Known.Definition);
    Known.Definition = Ref;
    break;
  case Choice::Larger:
    Table.Commons.push_back({New.Name, Known.Definition, Ref});
    break;
  case Choice::Clash:
    if (isLicense(Old) && isLicense(New))
      Table.Overridden.push_back(Ref);
    else
      Table.Duplicates.push_back({New.Name, Known.Definition, Ref});
    break;
  }
}

} // namespace

SymbolTable resolve(const OpenInputs &Opened,
                    const std::vector<ModuleSymbols> &Symbols) {
  return Resolver(Opened, Symbols).run();
}

} // namespace bpflinker
