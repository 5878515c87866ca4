#include "linker/resolve/name_patterns.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace bpflinker {

NamePatterns::NamePatterns(ArrayRef<std::string> Patterns, Code Id,
                           DiagnosticSink &Diagnostics) {
  for (StringRef Pattern : Patterns) {
    if (Pattern.find_first_of("*?[{\\") == StringRef::npos) {
      Names.push_back(Pattern);
      continue;
    }
    Expected<GlobPattern> Glob = GlobPattern::create(Pattern);
    if (Glob)
      Globs.push_back(std::move(*Glob));
    else
      Diagnostics.report(error(Id, ("'" + Pattern + "' is no glob: " +
                                    toString(Glob.takeError()))
                                       .str())
                             .hint("use *, ? and [a-z]"));
  }
}

bool NamePatterns::matchesGlob(StringRef Name) const {
  return any_of(Globs, [&](const GlobPattern &G) { return G.match(Name); });
}

bool NamePatterns::matches(StringRef Name) const {
  return is_contained(Names, Name) || matchesGlob(Name);
}

} // namespace bpflinker
