// What the name of a program's section says to loaders.

#ifndef BPF_LINKER_INSPECT_SECTION_NAMES_H
#define BPF_LINKER_INSPECT_SECTION_NAMES_H

#include "llvm/ADT/StringRef.h"

namespace bpflinker {

struct SectionMeaning {
  /// "BPF_PROG_TYPE_KPROBE"; empty for a name that libbpf does not know.
  llvm::StringRef ProgramType;
  /// "BPF_TRACE_FENTRY"; empty where the name does not fix one.
  llvm::StringRef AttachType;
  /// What follows the type: "do_unlinkat" of `kprobe/do_unlinkat`. May be
  /// empty.
  llvm::StringRef Target;
  bool Sleepable = false;
  /// False for names that start with '?': loaded only on request.
  bool Autoload = true;
};

SectionMeaning sectionMeaning(llvm::StringRef Name);

} // namespace bpflinker

#endif
