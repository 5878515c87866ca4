#include "linker/resolve/sections.h"

#include "linker/diagnose/locations.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace bpflinker {

namespace {

bool isDataSection(StringRef Section) {
  return any_of(std::initializer_list<StringRef>{".data", ".rodata", ".bss"},
                [&](StringRef Prefix) { return Section.starts_with(Prefix); });
}

StringRef kindOf(const GlobalVariable &V) {
  return V.isConstant() ? "read-only" : "writable";
}

Diagnostic noteOf(const GlobalVariable &V) {
  return Diagnostic(
             Severity::Note, Code::SYMBOL_MISMATCH,
             ("'" + V.getName() + "' makes it " + kindOf(V) + " here").str())
      .at(locationOf(V))
      .symbol(V.getName());
}

} // namespace

void checkSections(const Module &M, DiagnosticSink &Diagnostics) {
  StringMap<const GlobalVariable *> First;
  for (const GlobalVariable &V : M.globals()) {
    if (V.isDeclaration() || !isDataSection(V.getSection()))
      continue;
    auto [Known, IsNew] = First.try_emplace(V.getSection(), &V);
    const GlobalVariable &Before = *Known->second;
    if (IsNew || V.isConstant() == Before.isConstant())
      continue;
    Diagnostics.report(
        error(Code::SYMBOL_MISMATCH,
              ("section '" + V.getSection() + "' flags mismatch: '" +
               Before.getName() + "' is " + kindOf(Before) + ", '" +
               V.getName() + "' is " + kindOf(V))
                  .str())
            .symbol(V.getName())
            .at(locationOf(V))
            .hint("make both const or neither, or give them two sections")
            .note(noteOf(Before))
            .note(noteOf(V)));
  }
}

} // namespace bpflinker
