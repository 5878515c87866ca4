#include "linker/read/merge_target.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/IR/DataLayout.h"

using namespace llvm;

namespace bpflinker {

MergeTarget chooseTarget(const LinkOptions &Options,
                         const std::vector<ModuleSymbols> &Symbols) {
  StringRef Name = Options.Target;
  if (Name.empty()) {
    auto I = find_if(Symbols, [](const ModuleSymbols &M) {
      return StringRef(M.Triple).starts_with("bpf");
    });
    Name = I == Symbols.end() ? StringRef("bpf") : StringRef(I->Triple);
  }
  Triple T(Name);
  // A target that is no BPF is refused when the TargetMachine is made.
  return {T, (T.isBPF() ? T : Triple("bpf")).computeDataLayout()};
}

/// What code that was made for one layout may have built in, in words; empty
/// when nothing matters.
static std::string difference(const DataLayout &Theirs,
                              const DataLayout &Ours) {
  auto Order = [](const DataLayout &L) {
    return L.isLittleEndian() ? "little-endian" : "big-endian";
  };
  if (Theirs.isLittleEndian() != Ours.isLittleEndian())
    return std::string("it is ") + Order(Theirs) + ", the output is " +
           Order(Ours);
  unsigned Bits = Theirs.getPointerSizeInBits(0);
  if (Bits != Ours.getPointerSizeInBits(0))
    return "its pointers have " + std::to_string(Bits) +
           " bits, those of BPF have " +
           std::to_string(Ours.getPointerSizeInBits(0));
  for (unsigned Width : {16u, 32u, 64u, 128u}) {
    uint64_t Theirs8 = Theirs.getABIIntegerTypeAlignment(Width).value();
    uint64_t Ours8 = Ours.getABIIntegerTypeAlignment(Width).value();
    if (Theirs8 != Ours8)
      return "it aligns integers of " + std::to_string(Width) + " bits to " +
             std::to_string(Theirs8) + " bytes, BPF to " +
             std::to_string(Ours8);
  }
  return {};
}

/// C that was compiled for the host may be meant for BPF. A Rust crate is not:
/// its libraries, its features and its panics are the host's.
static bool isCrateOfAnotherTarget(const Piece &P, const ModuleSymbols &M,
                                   const MergeTarget &Target) {
  Triple Theirs(M.Triple);
  return P.FromArchive && P.Name.contains(".rlib(") && !M.Triple.empty() &&
         (!Theirs.isBPF() ||
          Theirs.isLittleEndian() != Target.Triple.isLittleEndian());
}

void compareLayouts(const OpenInputs &Opened,
                    const std::vector<ModuleSymbols> &Symbols,
                    const MergeTarget &Target, DiagnosticSink &Diagnostics) {
  DataLayout Ours(Target.DataLayout);
  StringSet<> Told;
  for (size_t I = 0; I != Symbols.size(); ++I) {
    StringRef Layout = Symbols[I].DataLayout;
    StringRef Name = Opened.Pieces[I].Name;
    if (isCrateOfAnotherTarget(Opened.Pieces[I], Symbols[I], Target)) {
      StringRef Crate = Name.take_front(Name.find(".rlib(") + strlen(".rlib"));
      if (Told.insert(Crate).second)
        Diagnostics.report(error(Code::INPUT_WRONG_MACHINE,
                                 (Crate + " is a Rust crate compiled for " +
                                  Symbols[I].Triple + ", and linked for " +
                                  Target.Triple.str())
                                     .str())
                               .atFile(Crate)
                               .hint(CrateRemedy.str()));
      continue;
    }
    // A hand-written file without one has no opinion.
    if (Layout.empty() || Layout == Target.DataLayout)
      continue;
    std::string Difference;
    if (Expected<DataLayout> Theirs = DataLayout::parse(Layout)) {
      Difference = difference(*Theirs, Ours);
    } else {
      consumeError(Theirs.takeError());
      Difference = "its data layout '" + Layout.str() + "' is not known";
    }
    if (Difference.empty() || !Told.insert(Name).second)
      continue;
    Diagnostics.report(warning(Code::LAYOUT_DIFFERS,
                               (Name + " was compiled for " +
                                Symbols[I].Triple + " and is linked for " +
                                Target.Triple.str() + ": " + Difference)
                                   .str())
                           .atFile(Name)
                           .hint("compile it with -target " +
                                 Target.Triple.str() +
                                 "; sizes and offsets in it may be wrong"));
  }
}

} // namespace bpflinker
