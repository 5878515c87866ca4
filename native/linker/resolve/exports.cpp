#include "linker/resolve/exports.h"

#include "linker/diagnose/locations.h"
#include "linker/ir/program_section.h"
#include "linker/resolve/name_patterns.h"
#include "support/nearest.h"
#include "support/rust_name.h"

#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace bpflinker {

namespace {

enum class Keep { No, IfReached, Always };

bool isLoaderSection(StringRef Section) {
  return Section == ".maps" || Section == "maps" || Section == "license" ||
         Section == "version" || Section.starts_with(".struct_ops");
}

Keep keepAutomatically(const Resolution &R, const Symbol &S, bool FromArchive) {
  bool IsFunction =
      S.Kind == SymbolKind::Function || S.Kind == SymbolKind::Ifunc;
  if (IsFunction && isProgramSection(S.Section))
    return Keep::Always;
  if (S.Kind == SymbolKind::Variable && isLoaderSection(S.Section))
    return Keep::Always;
  if (R.Visibility == GlobalValue::HiddenVisibility || isRustMangled(S.Name) ||
      isMemoryBuiltin(S.Name) || GlobalValue::isLinkOnceLinkage(S.Linkage))
    return Keep::No;
  return FromArchive ? Keep::IfReached : Keep::Always;
}

/// The defined name that is nearest to a misspelt one; empty when none is near.
std::string nearestName(StringRef Wanted, const SymbolTable &Table) {
  NearestName Nearest(Wanted);
  for (const Resolution &R : Table.Names)
    if (R.Definition)
      Nearest.offer(R.Name);
  return Nearest.get().str();
}

/// The input that has it as a local symbol, if any.
StringRef whereStatic(StringRef Name, const OpenInputs &Opened,
                      const std::vector<ModuleSymbols> &Symbols) {
  for (size_t P = 0; P != Symbols.size(); ++P)
    for (const Symbol &S : Symbols[P].Symbols)
      if (S.Name == Name && S.isLocal())
        return Opened.Pieces[P].Name;
  return {};
}

Diagnostic unknownExport(StringRef Name, const OpenInputs &Opened,
                         const std::vector<ModuleSymbols> &Symbols,
                         const SymbolTable &Table) {
  Diagnostic D =
      error(Code::EXPORT_UNKNOWN,
            ("cannot export '" + Name + "': no input defines it").str());
  D.symbol(Name);
  StringRef Static = whereStatic(Name, Opened, Symbols);
  std::string Nearest = nearestName(Name, Table);
  if (!Static.empty()) {
    D.Message =
        ("cannot export '" + Name + "': it is static in " + Static).str();
    D.atFile(Static).hint("remove static, or do not export it");
  } else if (Table.find(Name)) {
    D.hint("the inputs only declare it; add the input that defines it");
  } else if (!Nearest.empty()) {
    D.hint("did you mean '" + Nearest + "'?");
  } else {
    D.hint("check the list of exports; llvm-nm lists what an input defines");
  }
  return D;
}

/// Those of the names that `M` defines for others, sorted.
std::vector<std::string> visibleIn(const Module &M, ArrayRef<StringRef> Names) {
  std::vector<std::string> Visible;
  for (StringRef Name : Names) {
    const GlobalValue *V = M.getNamedValue(Name);
    if (V && !V->isDeclarationForLinker() && !V->hasLocalLinkage())
      Visible.push_back(Name.str());
  }
  sort(Visible);
  return Visible;
}

void warnOfOmitted(const Module &M, ArrayRef<std::string> Exports,
                   DiagnosticSink &Diagnostics) {
  StringSet<> Kept;
  Kept.insert_range(Exports);
  for (const GlobalObject &V : M.global_objects()) {
    bool IsProgram = isa<Function>(V) && isProgramSection(V.getSection());
    bool IsMap = isa<GlobalVariable>(V) &&
                 (V.getSection() == ".maps" || V.getSection() == "maps");
    if (V.isDeclaration() || !(IsProgram || IsMap) ||
        Kept.contains(V.getName()))
      continue;
    // What C calls `static` is meant so. In Rust it is what has no
    // #[no_mangle].
    if (V.hasLocalLinkage() && !isRustMangled(V.getName()))
      continue;
    const auto *F = dyn_cast<Function>(&V);
    Diagnostic D = warning(
        Code::EXPORT_OMITTED,
        ((IsProgram ? "program '" : "map '") + V.getName() +
         "' becomes static: it is not exported, and loaders may not find it")
            .str());
    D.symbol(V.getName())
        .at(F ? locationOf(*F) : locationOf(cast<GlobalVariable>(V)))
        .hint(isRustMangled(V.getName())
                  ? "mark it #[no_mangle]"
                  : ("keep it visible with --export " + V.getName() +
                     " (exports: ['" + V.getName() + "'] in a config)")
                        .str());
    Diagnostics.report(std::move(D));
  }
}

} // namespace

ExportChoice chooseExports(const ExportSelection &Selection,
                           const OpenInputs &Opened,
                           const std::vector<ModuleSymbols> &Symbols,
                           const SymbolTable &Table,
                           DiagnosticSink &Diagnostics) {
  ExportChoice Choice;
  auto IsDefined = [&](StringRef Name) {
    const Resolution *R = Table.find(Name);
    return R && R->Definition;
  };
  NamePatterns Patterns(Selection.Patterns, Code::EXPORT_UNKNOWN, Diagnostics);
  StringSet<> Named;
  for (StringRef Name : Patterns.names())
    if (IsDefined(Name))
      Named.insert(Name);
    else
      Diagnostics.report(unknownExport(Name, Opened, Symbols, Table));
  NamePatterns Listed(Selection.IfDefined, Code::EXPORT_UNKNOWN, Diagnostics);
  for (StringRef Name : Listed.names())
    if (IsDefined(Name))
      Named.insert(Name);

  for (const Resolution &R : Table.Names) {
    if (!R.Definition)
      continue;
    const Symbol &S = Symbols[R.Definition.Piece].Symbols[R.Definition.Index];
    Keep How = Selection.Auto
                   ? keepAutomatically(
                         R, S, Opened.Pieces[R.Definition.Piece].FromArchive)
                   : Keep::No;
    if (Named.contains(R.Name) || Patterns.matchesGlob(R.Name) ||
        Listed.matchesGlob(R.Name))
      How = Keep::Always;
    if (How == Keep::Always)
      Choice.Always.push_back(R.Name);
    else if (How == Keep::IfReached)
      Choice.IfReached.push_back(R.Name);
  }
  return Choice;
}

MergedModule withExports(std::unique_ptr<Module> M, const ExportChoice &Choice,
                         const LinkOptions &Options,
                         DiagnosticSink &Diagnostics) {
  MergedModule Merged;
  std::vector<StringRef> Chosen = Choice.Always;
  append_range(Chosen, Choice.IfReached);
  Merged.Exports = visibleIn(*M, Chosen);
  if (Options.Btf && !Options.Exports.Auto)
    warnOfOmitted(*M, Merged.Exports, Diagnostics);
  if (!Options.DisableMemoryBuiltins)
    Merged.MemoryBuiltins = visibleIn(*M, memoryBuiltins());
  Merged.M = std::move(M);
  return Merged;
}

} // namespace bpflinker
