// What an object was made from, as far as it shows.

#ifndef BPF_LINKER_INSPECT_LANGUAGE_H
#define BPF_LINKER_INSPECT_LANGUAGE_H

#include "inspect/btf.h"
#include "inspect/elf_object.h"

namespace bpflinker {

/// Whether names of symbols or types are such as only rustc writes. `Types` may
/// be null.
bool isMadeFromRust(const ElfObject &Object, const Btf *Types);

} // namespace bpflinker

#endif
