// Bitcode files as bytes: the modules in them, and what is wrong with them.

#ifndef BPF_LINKER_LINKER_READ_BITCODE_H
#define BPF_LINKER_LINKER_READ_BITCODE_H

#include "support/diagnostic.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <optional>
#include <vector>

namespace bpflinker {

/// Begins with either magic.
bool isBitcode(llvm::StringRef Bytes);

/// The modules of a bitcode file. Also takes several files one after the other,
/// which is what `ld -r` makes of the `.llvmbc` sections of its inputs. The
/// lengths of the top-level blocks are checked against the file.
llvm::Expected<std::vector<llvm::BitcodeModule>>
splitBitcode(llvm::MemoryBufferRef File);

/// Why `Bytes`, bitcode of the input `Name`, could not be read: BITCODE_NEWER
/// where its identification block names a newer LLVM than ours, if only by its
/// patch release, else BITCODE_CORRUPT.
Diagnostic bitcodeDiagnostic(llvm::StringRef Name, llvm::StringRef Bytes,
                             llvm::Error Problem);

/// A warning where `Bytes` could be read although another major of LLVM made
/// it: BITCODE_NEWER where that is newer than ours, BITCODE_OLDER where it is
/// so old that our reader loses the BTF type tags that are in it.
std::optional<Diagnostic> versionWarning(llvm::StringRef Name,
                                         llvm::StringRef Bytes);

} // namespace bpflinker

#endif
