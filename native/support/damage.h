// How a reader of untrusted bytes says that they are damaged: an llvm::Error
// with one sentence that tells what was found where. `inspect` makes it the
// OBJECT_INVALID diagnostic.

#ifndef BPF_LINKER_SUPPORT_DAMAGE_H
#define BPF_LINKER_SUPPORT_DAMAGE_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <string>

namespace bpflinker {

llvm::Error damaged(const llvm::Twine &What);

/// An untrusted name for a message, in quotes: cut when long, bytes that are
/// not printable ASCII escaped.
std::string quoted(llvm::StringRef Name);

} // namespace bpflinker

#endif
